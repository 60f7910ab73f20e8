"""One file per technology: MySQL, the key stores of AWS, RSA."""
