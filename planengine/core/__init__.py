"""The rules of the subject: values in, values out; "now" and "today" are arguments, and nothing here does input or output."""
