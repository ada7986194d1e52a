"""What is handed out: letters and authorizations on screen and as PDF, and the check that anyone can make."""
