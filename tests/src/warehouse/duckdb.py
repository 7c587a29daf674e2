database = opened(threads=2)
for job in jobs():
    database.execute(f"CREATE SCHEMA {quoted(job['schema'])}")
    for table in job["tables"]:
        load(database, f"{quoted(job['schema'])}.{quoted(table['name'])}", table)
    for query in job["queries"]:
        write(answered(lambda sql: database.execute(sql).fetchall(), query))
