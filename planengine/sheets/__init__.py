"""The spreadsheet that goes to an agency and comes back: written, read, and returned with its faults marked."""
