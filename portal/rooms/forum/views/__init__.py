"""The forum's pages. Everything stands under /community; pictures and feeds have addresses of their own."""
