"""What is made of the provincial figures: the master workbook and the same in other formats."""
