"""The forms that people sign: from answers of DotPha's services to DOCX, XLSX and PDF, and from a filled-in XLSX back."""
