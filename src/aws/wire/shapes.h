// The shapes of AWS answers, server side: Query XML (IAM, STS), JSON 1.1 (Secrets Manager) and S3's REST XML; errors
// also in the protocols of services that are only forwarded to.
// aws/client/client.h reads what this writes.
//
//   XmlWriter xml;
//   xml.Open("Role").Text("RoleName", name).Text("Arn", arn).Close();
//   return QueryResponse("GetRole", kIamNamespace, xml.text(), request_id);
//   return ErrorResponse(Protocol::kQuery, {404, "NoSuchEntity", "The role with name x cannot be found."}, context);
//
// Pure: request ids are made by the caller (a UUID for Query and JSON, 16 upper-case hex digits for S3).
#ifndef ROLECALL_AWS_WIRE_SHAPES_H_
#define ROLECALL_AWS_WIRE_SHAPES_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/wire/xml.h"
#include "http/message.h"

namespace rolecall::aws {

inline constexpr std::string_view kIamNamespace = "https://iam.amazonaws.com/doc/2010-05-08/";
inline constexpr std::string_view kStsNamespace = "https://sts.amazonaws.com/doc/2011-06-15/";
inline constexpr std::string_view kS3Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

// kRestXml: CloudFront and Route 53, whose errors are Query's. kCbor: Smithy RPC v2.
enum class Protocol { kQuery, kJson11, kRestJson, kS3, kJson10, kRestXml, kEc2, kCbor };

// An error as AWS services answer it.
struct ErrorShape {
  int status = 400;
  std::string code;     // "NoSuchEntity"
  std::string message;  // "The role with name x cannot be found."
  // Further members of the error (S3: BucketName, Key, Condition …), in order.
  std::vector<std::pair<std::string, std::string>> more = {};
  // S3: headers that the answer has (x-amz-delete-marker, Allow …).
  std::vector<std::pair<std::string, std::string>> headers = {};
};

struct ErrorContext {
  std::string_view xml_namespace = {};  // Query only
  std::string_view request_id = {};
  std::string_view resource = {};  // S3: the request's path
  bool head_request = false;       // S3: a HEAD has no body
};

http::Response ErrorResponse(Protocol protocol, const ErrorShape& error, const ErrorContext& context);

// <ACTIONResponse xmlns=…><ACTIONResult>`result`</ACTIONResult><ResponseMetadata>…. `result` is well-formed XML.
http::Response QueryResponse(std::string_view action, std::string_view xml_namespace, std::string_view result,
                             std::string_view request_id);
// The same for actions that answer nothing but metadata (no …Result element).
http::Response EmptyQueryResponse(std::string_view action, std::string_view xml_namespace, std::string_view request_id);
// 200 with `body`, which is JSON text.
http::Response JsonResponse(std::string body, std::string_view request_id);
// 200 with an XML declaration and `body`.
http::Response S3XmlResponse(std::string_view body, std::string_view request_id);

}  // namespace rolecall::aws

#endif  // ROLECALL_AWS_WIRE_SHAPES_H_
