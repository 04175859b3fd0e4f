"""What is shown: each output sheet described as data."""
