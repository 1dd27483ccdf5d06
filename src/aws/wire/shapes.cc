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
  if (protocol == Protocol::kJson11) body["__type"] = error.code;
  // Services differ in the case of this member, and some send both; so do we.
  body["Message"] = error.message;
  body["message"] = error.message;
  for (const auto& member : error.more) body[member.first] = member.second;
  http::Response response;
  response.status = error.status;
  response.headers.Add("x-amzn-RequestId", std::string(context.request_id));
  response.headers.Add("x-amzn-ErrorType", error.code);
  response.headers.Add("Content-Type",
                       protocol == Protocol::kJson11 ? "application/x-amz-json-1.1" : "application/json");
  response.body = boost::json::serialize(body);
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
    case Protocol::kQuery: return QueryError(error, context);
    case Protocol::kS3: return S3Error(error, context);
    case Protocol::kJson11:
    case Protocol::kRestJson: return JsonError(protocol, error, context);
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
