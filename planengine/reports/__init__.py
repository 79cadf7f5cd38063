"""What is drawn and printed: one value in, a text, a picture or a document out."""
