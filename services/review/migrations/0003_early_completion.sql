-- The intake ends the works that were rated early (R7.1-EARLY).
SELECT dotpha_share('work', 'SELECT, INSERT, UPDATE', 'SELECT, UPDATE');
