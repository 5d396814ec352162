"""One module for each form: facts (answers of the services, in the contract's field names) -> Document."""
