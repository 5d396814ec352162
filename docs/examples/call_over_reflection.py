#!/usr/bin/python3
"""Calls a DotPha service from Python without any generated code: the server describes itself by gRPC reflection.

    apt-get install python3-grpcio python3-protobuf        (Debian 12; on other systems: grpcio and protobuf from PyPI)
    DOTPHA_TOKEN=... docs/examples/call_over_reflection.py HOST:PORT SERVICE/METHOD ['{"json": "request"}']

    call_over_reflection.py 127.0.0.1:50051 dotpha.registration.v1.DirectoryService/ListBodies '{"page_size": 5}'
"""
import os
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

TYPES = descriptor_pb2.FieldDescriptorProto


def message_classes(pool):
    """What makes a class of a message; newer versions of protobuf call it by another name."""
    return getattr(message_factory, "GetMessageClass", None) or message_factory.MessageFactory(pool).GetPrototype


def reflection_messages():
    """The few fields of grpc.reflection.v1alpha that we need (grpc/reflection/v1alpha/reflection.proto)."""
    file = descriptor_pb2.FileDescriptorProto(name="reflection_subset.proto", package="reflection_subset")
    request = file.message_type.add(name="Request")
    request.field.add(name="file_by_filename", number=3, type=TYPES.TYPE_STRING, label=TYPES.LABEL_OPTIONAL)
    request.field.add(name="file_containing_symbol", number=4, type=TYPES.TYPE_STRING, label=TYPES.LABEL_OPTIONAL)
    files = file.message_type.add(name="Files")
    files.field.add(name="file_descriptor_proto", number=1, type=TYPES.TYPE_BYTES, label=TYPES.LABEL_REPEATED)
    response = file.message_type.add(name="Response")
    response.field.add(name="files", number=4, type=TYPES.TYPE_MESSAGE, label=TYPES.LABEL_OPTIONAL,
                       type_name=".reflection_subset.Files")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    make = message_classes(pool)
    return (make(pool.FindMessageTypeByName("reflection_subset.Request")),
            make(pool.FindMessageTypeByName("reflection_subset.Response")))


def describe(channel, service):
    """All .proto files behind the service, as a descriptor pool."""
    request_type, response_type = reflection_messages()
    ask = channel.stream_stream("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                                request_serializer=request_type.SerializeToString,
                                response_deserializer=response_type.FromString)

    def fetch(request):
        answer = next(ask(iter([request]), timeout=15))
        return [descriptor_pb2.FileDescriptorProto.FromString(data) for data in answer.files.file_descriptor_proto]

    known, pool = {}, descriptor_pool.DescriptorPool()

    def add(file):
        if file.name in known:
            return
        known[file.name] = file
        for dependency in file.dependency:
            for needed in fetch(request_type(file_by_filename=dependency)):
                add(needed)
        pool.Add(file)

    found = fetch(request_type(file_containing_symbol=service))
    if not found:
        sys.exit(f"the server has no service {service}")
    for file in found:
        add(file)
    return pool


def main():
    if len(sys.argv) not in (3, 4) or "/" not in sys.argv[2]:
        sys.exit(__doc__)
    address, (service, method_name) = sys.argv[1], sys.argv[2].split("/")
    channel = grpc.insecure_channel(address)
    try:
        pool = describe(channel, service)
    except grpc.RpcError as error:
        sys.exit(f"{address} does not describe itself: {error.code().name}: {error.details()}")
    method = pool.FindServiceByName(service).methods_by_name.get(method_name)
    if method is None:
        sys.exit(f"{service} has no method {method_name}")
    make = message_classes(pool)
    try:
        request = json_format.Parse(sys.argv[3] if len(sys.argv) == 4 else "{}", make(method.input_type)())
    except json_format.ParseError as error:
        sys.exit(f"the request is not a {method.input_type.full_name} in JSON: {error}")
    call = channel.unary_unary(f"/{service}/{method_name}",
                               request_serializer=lambda message: message.SerializeToString(),
                               response_deserializer=make(method.output_type).FromString)
    token = os.environ.get("DOTPHA_TOKEN")
    try:
        answer = call(request, timeout=15, metadata=[("authorization", f"Bearer {token}")] if token else [])
    except grpc.RpcError as error:
        sys.exit(f"{error.code().name}: {error.details()}")
    print(json_format.MessageToJson(answer, preserving_proto_field_name=True, ensure_ascii=False))


if __name__ == "__main__":
    main()
