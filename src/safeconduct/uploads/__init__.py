"""Documents that people send: photographs of papers, and PDF files; checked, stripped, erasable."""
