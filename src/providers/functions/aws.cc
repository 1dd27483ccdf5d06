// provider::aws::arn_build, arn_parse, trim_iam_role_path, user_agent.
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "providers/functions/provider_functions.h"

namespace rolecall::providers::functions {
namespace {

using value::Arguments;
using value::Function;
using value::FunctionResult;
using value::Parameter;
using value::Type;
using value::Value;

constexpr std::array<const char*, 5> kArnParts = {"partition", "service", "region", "account_id", "resource"};

using ArnParts = std::array<std::string, 5>;

std::string ArnText(const ArnParts& parts) {
  std::string text = "arn";
  for (const std::string& part : parts) text += ":" + part;
  return text;
}

// As the SDK of AWS reads ARNs: nothing is checked but that there are six sections.
Expected<ArnParts, value::FunctionError> ParseArn(const Value& argument) {
  const std::string& text = argument.AsString();
  if (!text.starts_with("arn:")) return Failed("arn: invalid prefix");
  ArnParts parts;
  std::size_t at = 4;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    const std::size_t end = text.find(':', at);
    if (end == std::string::npos) return Failed("arn: not enough sections");
    parts[i] = text.substr(at, end - at);
    at = end + 1;
  }
  parts.back() = text.substr(at);
  return parts;
}

Type ArnType() {
  std::map<std::string, Type> members;
  for (const char* part : kArnParts) members.emplace(part, Type::String());
  return Type::Object(std::move(members));
}

FunctionResult ArnParse(Arguments arguments, const Type&) {
  ROLECALL_TRY(const ArnParts parts, ParseArn(arguments[0]));
  std::map<std::string, Value> members;
  for (std::size_t i = 0; i < parts.size(); ++i) members.emplace(kArnParts[i], Value::String(parts[i]));
  return Value::Object(std::move(members));
}

FunctionResult ArnBuild(Arguments arguments, const Type&) {
  ArnParts parts;
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = arguments[i].AsString();
  return Value::String(ArnText(parts));
}

// Attachments of some services want roles without their paths.
FunctionResult TrimIamRolePath(Arguments arguments, const Type&) {
  ROLECALL_TRY(ArnParts parts, ParseArn(arguments[0]));
  if (parts[1] != "iam") return Failed("service must be \"iam\"");
  if (!parts[2].empty()) return Failed("region must be empty");
  if (!parts[4].starts_with("role/")) return Failed("resource must begin with \"role/\"");
  parts[4] = "role/" + parts[4].substr(parts[4].rfind('/') + 1);
  return Value::String(ArnText(parts));
}

FunctionResult UserAgent(Arguments arguments, const Type&) {
  const std::string product = arguments[0].AsString();
  if (product.empty()) return Failed("product_name must be set");
  std::string text = product;
  if (const std::string version = arguments[1].AsString(); !version.empty()) text += "/" + version;
  if (const std::string comment = arguments[2].AsString(); !comment.empty()) text += " (" + comment + ")";
  return Value::String(std::move(text));
}

Parameter Text(const char* name) { return {.name = name, .type = Type::String()}; }

}  // namespace

void AddAwsFunctions(std::map<std::string, Function>& table) {
  table.emplace("arn_parse", Function("arn_parse", "Parses an ARN into its constituent parts.", {Text("arn")},
                                      Function::Returns(ArnType()), ArnParse));
  std::vector<Parameter> parts;
  parts.reserve(kArnParts.size());
  for (const char* part : kArnParts) parts.push_back(Text(part));
  table.emplace("arn_build", Function("arn_build", "Builds an ARN from its constituent parts.", std::move(parts),
                                      Function::Returns(Type::String()), ArnBuild));
  table.emplace("trim_iam_role_path",
                Function("trim_iam_role_path", "Trims the path prefix from an IAM role Amazon Resource Name (ARN).",
                         {Text("arn")}, Function::Returns(Type::String()), TrimIamRolePath));
  table.emplace("user_agent", Function("user_agent", "Formats a User-Agent product.",
                                       {Text("product_name"), Text("product_version"), Text("comment")},
                                       Function::Returns(Type::String()), UserAgent));
}

}  // namespace rolecall::providers::functions
