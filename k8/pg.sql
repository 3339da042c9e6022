COPY public.articles (id, title, body) FROM stdin;
1	Pg	The council of Lower Fenwick voted on Monday to keep the market hall open until the spring, officials said. Stallholders had asked for a longer lease.\n\nMore
\.
