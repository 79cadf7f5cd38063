"""The command line: parse, call a journey, show the answer. The only home of click."""
