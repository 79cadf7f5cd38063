"""The annex of a plan as people pass it on: tables of spreadsheets and Word documents, read and written."""
