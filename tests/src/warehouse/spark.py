import os
import tempfile
from multiprocessing.pool import ThreadPool

from pyspark.sql import SparkSession

THREADS = 2

folder = tempfile.TemporaryDirectory(prefix="sandtable-spark-")
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
settings = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.warehouse.dir": os.path.join(folder.name, "warehouse"),
    "spark.local.dir": folder.name,
    "spark.driver.memory": "3g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.adaptive.enabled": "false",
    # Each stage is of another shape, and takes longer to compile as a whole than to run; its expressions do not.
    "spark.sql.codegen.wholeStage": "false",
    # Full collections whenever classes fill what they start with would take a tenth of the time; without room for
    # compiled code all would be interpreted.
    "spark.driver.extraJavaOptions":
        "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms2g -XX:MetaspaceSize=512m -XX:ReservedCodeCacheSize=256m",
}
builder = SparkSession.builder.master(f"local[{THREADS}]").appName("sandtable")
for key, value in settings.items():
    builder = builder.config(key, value)
spark = builder.getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
converter = opened(THREADS)
for job in jobs():
    spark.sql(f"CREATE DATABASE {quoted(job['schema'], '`')}")
    for table in job["tables"]:
        load(converter, "loaded", table)
        file = table["file"] + ".parquet"
        converter.execute(f"COPY loaded TO '{file}' (FORMAT parquet)")
        name = f"{quoted(job['schema'], '`')}.{quoted(table['name'], '`')}"
        spark.sql(f"CREATE TABLE {name} USING parquet LOCATION '{file}'")
    # What plans one statement is one thread, and so is what runs it, for there is one partition.
    with ThreadPool(THREADS) as pool:
        for found in pool.imap(lambda query: answered(lambda sql: spark.sql(sql).collect(), query), job["queries"]):
            write(found)
spark.stop()
