"""Sends a trace by an OTLP exporter: <grpc|http> <endpoint> <none|gzip>. Metrics go to the same gRPC port, as TaskWeaver sends them."""

import sys

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode

protocol, endpoint, compression = sys.argv[1:]
resource = Resource.create({"service.name": "py-agent", "service.version": "3.1"})

if protocol == "grpc":
    import grpc
    from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    kind = {"none": grpc.Compression.NoCompression, "gzip": grpc.Compression.Gzip}[compression]
    exporter = OTLPSpanExporter(endpoint=endpoint, insecure=True, compression=kind)
    metric_exporter = OTLPMetricExporter(endpoint=endpoint, insecure=True, compression=kind)
    meters = MeterProvider([PeriodicExportingMetricReader(metric_exporter)], resource)
    counter = meters.get_meter("py").create_counter("prompt_size")
    counter.add(7)
else:
    from opentelemetry.exporter.otlp.proto.http import Compression
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    kind = {"none": Compression.NoCompression, "gzip": Compression.Gzip}[compression]
    exporter = OTLPSpanExporter(endpoint=endpoint + "/v1/traces", compression=kind)
    meters = None

provider = TracerProvider(resource=resource)
provider.add_span_processor(BatchSpanProcessor(exporter))
tracer = provider.get_tracer("py.scope", "0.9")
with tracer.start_as_current_span("turn") as turn:
    turn.set_attribute("session.id", "py-1")
    with tracer.start_as_current_span("chat") as llm:
        llm.set_attribute("gen_ai.operation.name", "chat")
        llm.set_attribute("gen_ai.request.model", "gpt-4o")
        llm.set_attribute("gen_ai.usage.input_tokens", 9)
        llm.set_attribute("gen_ai.usage.output_tokens", 4)
    try:
        with tracer.start_as_current_span("execute_tool search") as tool:
            tool.set_attribute("gen_ai.operation.name", "execute_tool")
            tool.set_attribute("gen_ai.tool.name", "search")
            raise ValueError("no such page: ü")
    except ValueError:
        pass
    turn.set_status(Status(StatusCode.OK))
provider.shutdown()
if meters:
    meters.shutdown()
