import sqlglot

for job in jobs():
    for query in job["queries"]:
        # Nothing is run: the text has to be read as one statement.
        write(answered(lambda sql: [[len(sqlglot.parse(sql, read="snowflake"))]], query))
