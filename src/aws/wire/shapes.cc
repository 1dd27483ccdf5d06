#include "aws/wire/shapes.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace rolecall::aws {
namespace {

constexpr std::string_view kDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

http::Response XmlResponse(int status, std::string body, std::string_view request_id) {
  http::Response response;
  response.status = status;
  response.headers.Add("x-amzn-RequestId", std::string(request_id));
  response.headers.Add("Content-Type", "text/xml");
  response.body = std::move(body);
  return response;
}

http::Response QueryError(const ErrorShape& error, const ErrorContext& context) {
  XmlWriter xml;
  xml.OpenWith("ErrorResponse", "xmlns", context.xml_namespace).Open("Error");
  xml.Text("Type", error.status >= 500 ? "Receiver" : "Sender").Text("Code", error.code);
  xml.Text("Message", error.message);
  for (const auto& member : error.more) xml.Text(member.first, member.second);
  xml.Close().Text("RequestId", context.request_id).Close();
  return XmlResponse(error.status, xml.Take(), context.request_id);
}

http::Response JsonError(Protocol protocol, const ErrorShape& error, const ErrorContext& context) {
  boost::json::object body;
  if (protocol != Protocol::kRestJson) body["__type"] = error.code;
  // Services differ in the case of this member, and some send both; so do we.
  body["Message"] = error.message;
  body["message"] = error.message;
  for (const auto& member : error.more) body[member.first] = member.second;
  http::Response response;
  response.status = error.status;
  response.headers.Add("x-amzn-RequestId", std::string(context.request_id));
  response.headers.Add("x-amzn-ErrorType", error.code);
  response.headers.Add("Content-Type", protocol == Protocol::kJson11   ? "application/x-amz-json-1.1"
                                       : protocol == Protocol::kJson10 ? "application/x-amz-json-1.0"
                                                                       : "application/json");
  response.body = boost::json::serialize(body);
  return response;
}

// <Response><Errors><Error>…: EC2's own.
http::Response Ec2Error(const ErrorShape& error, const ErrorContext& context) {
  XmlWriter xml;
  xml.Open("Response").Open("Errors").Open("Error").Text("Code", error.code).Text("Message", error.message);
  xml.Close().Close().Text("RequestID", context.request_id).Close();
  http::Response response = XmlResponse(error.status, std::string(kDeclaration) + xml.text(), context.request_id);
  response.headers.Set("Content-Type", "text/xml;charset=UTF-8");
  return response;
}

// A text string of CBOR (RFC 8949 section 3.1, major type 3).
void AppendCborText(std::string& out, std::string_view text) {
  const std::size_t size = text.size();
  if (size < 24) {
    out += static_cast<char>(0x60 | size);
  } else if (size < 0x100) {
    out += '\x78';
    out += static_cast<char>(size);
  } else {
    out += '\x7a';
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift & 0xff);
  }
  out += text;
}

// A map of __type and message, as Smithy's RPC v2 has it.
http::Response CborError(const ErrorShape& error, const ErrorContext& context) {
  http::Response response;
  response.status = error.status;
  response.headers.Add("x-amzn-RequestId", std::string(context.request_id));
  response.headers.Add("smithy-protocol", "rpc-v2-cbor");
  response.headers.Add("Content-Type", "application/cbor");
  response.body = '\xa2';
  for (const auto& [name, value] : {std::pair{"__type", &error.code}, std::pair{"message", &error.message}}) {
    AppendCborText(response.body, name);
    AppendCborText(response.body, *value);
  }
  return response;
}

http::Response S3Error(const ErrorShape& error, const ErrorContext& context) {
  http::Response response;
  response.status = error.status;
  response.headers.Add("x-amz-request-id", std::string(context.request_id));
  response.headers.Add("Content-Type", "application/xml");
  for (const auto& [name, value] : error.headers) response.headers.Set(name, value);
  // 304 and answers to HEAD have no body.
  if (context.head_request || error.status == 304) return response;
  XmlWriter xml;
  xml.Open("Error").Text("Code", error.code).Text("Message", error.message);
  for (const auto& member : error.more) xml.Text(member.first, member.second);
  if (!context.resource.empty()) xml.Text("Resource", context.resource);
  xml.Text("RequestId", context.request_id).Text("HostId", "rolecall").Close();
  response.body = std::string(kDeclaration) + xml.text();
  return response;
}

}  // namespace

http::Response ErrorResponse(Protocol protocol, const ErrorShape& error, const ErrorContext& context) {
  switch (protocol) {
    case Protocol::kQuery:
    case Protocol::kRestXml: return QueryError(error, context);
    case Protocol::kS3: return S3Error(error, context);
    case Protocol::kJson10:
    case Protocol::kJson11:
    case Protocol::kRestJson: return JsonError(protocol, error, context);
    case Protocol::kEc2: return Ec2Error(error, context);
    case Protocol::kCbor: return CborError(error, context);
  }
  return QueryError(error, context);
}

http::Response QueryResponse(std::string_view action, std::string_view xml_namespace, std::string_view result,
                             std::string_view request_id) {
  std::string name(action);
  XmlWriter xml;
  xml.OpenWith(name + "Response", "xmlns", xml_namespace).Open(name + "Result").Raw(result).Close();
  xml.Open("ResponseMetadata").Text("RequestId", request_id).Close().Close();
  return XmlResponse(200, xml.Take(), request_id);
}

http::Response EmptyQueryResponse(std::string_view action, std::string_view xml_namespace,
                                  std::string_view request_id) {
  XmlWriter xml;
  xml.OpenWith(std::string(action) + "Response", "xmlns", xml_namespace);
  xml.Open("ResponseMetadata").Text("RequestId", request_id).Close().Close();
  return XmlResponse(200, xml.Take(), request_id);
}

http::Response JsonResponse(std::string body, std::string_view request_id) {
  http::Response response;
  response.headers.Add("x-amzn-RequestId", std::string(request_id));
  response.headers.Add("Content-Type", "application/x-amz-json-1.1");
  response.body = std::move(body);
  return response;
}

http::Response S3XmlResponse(std::string_view body, std::string_view request_id) {
  http::Response response;
  response.headers.Add("x-amz-request-id", std::string(request_id));
  response.headers.Add("Content-Type", "application/xml");
  response.body = std::string(kDeclaration) + std::string(body);
  return response;
}

}  // namespace rolecall::aws
