"""What customers are unhappy about, and the calls that put it right: cases with an owner and a clock.

For customer success, who answer first; product and executives read along.
"""
