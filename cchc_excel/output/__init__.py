"""Files made of a consolidated period: the master workbook, and the same figures in other formats."""
