for job in jobs():
    database = opened(threads=1)
    for statement in job["setup"]:
        database.execute(statement)
    for query in job["queries"]:
        write(answered(lambda sql: database.execute(sql).fetchall(), query))
