import os
import tempfile

import duckdb
from pyspark.sql import SparkSession

TYPES = {"bool": "BOOLEAN", "int": "BIGINT", "float": "DOUBLE", "date": "DATE", "datetime": "TIMESTAMP", "text": "VARCHAR"}


def type_of(kind):
    return kind.replace("decimal", "DECIMAL(18,") + ")" if kind.startswith("decimal") else TYPES[kind]


folder = tempfile.TemporaryDirectory(prefix="sandtable-spark-")
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
settings = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.warehouse.dir": os.path.join(folder.name, "warehouse"),
    "spark.driver.memory": "2g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.adaptive.enabled": "false",
    # The data is small: compiling takes longer than running.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
}
builder = SparkSession.builder.master("local[2]").appName("sandtable")
for key, value in settings.items():
    builder = builder.config(key, value)
spark = builder.getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
converter = duckdb.connect(":memory:")
for job in jobs():
    spark.sql(f"CREATE DATABASE {quoted(job['schema'], '`')}")
    for table in job["tables"]:
        columns = ", ".join(f"{quoted(column)} {type_of(kind)}" for column, kind in table["columns"])
        converter.execute(f"CREATE OR REPLACE TABLE loaded ({columns})")
        converter.execute(f"COPY loaded FROM '{table['file']}' (FORMAT csv, NULLSTR '\\N', HEADER false, AUTO_DETECT false, DELIM ',', QUOTE '\"', ESCAPE '\"')")
        file = table["file"] + ".parquet"
        converter.execute(f"COPY loaded TO '{file}' (FORMAT parquet)")
        spark.read.parquet(file).write.saveAsTable(f"{quoted(job['schema'], '`')}.{quoted(table['name'], '`')}")
    for query in job["queries"]:
        answer(lambda sql: spark.sql(sql).collect(), query)
spark.stop()
