"""The head of department: workbooks handed out to managers, and what managers entered collected from them."""
