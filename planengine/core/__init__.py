"""The rules of the subject: values in, values out; "now" and "today" are arguments; no input, no output."""
