"""Who submitted, how completely and with how many faults: on the screen, as a page, as a workbook."""
