"""Documents: many articles in one file or page, cut apart by headings, by what press databases write, or by layout."""
