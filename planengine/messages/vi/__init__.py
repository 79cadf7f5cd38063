"""Tiếng Việt: mỗi chủ đề một mô-đun."""
