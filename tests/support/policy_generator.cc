#include "tests/support/policy_generator.h"

namespace rolecall::policy::testing {
namespace {

const char* const kActions[] = {"s3:GetObject",   "s3:PutObject", "iam:GetUser",           "sts:AssumeRole",
                                "sts:TagSession", "kms:Decrypt",  "sts:GetCallerIdentity", "sts:SetSourceIdentity"};
const char* const kActionPatterns[] = {
    "*",           "s3:*", "s3:Get*", "S3:getobject", "iam:GetUser", "sts:AssumeRole",       "sts:*",
    "kms:Decrypt", "s?:*", "*:Get*",  "kms:*",        "s3:*Object",  "sts:SetSourceIdentity"};
const char* const kResources[] = {"*",
                                  "arn:aws:s3:::b/k",
                                  "arn:aws:s3:::b/x:y:z",
                                  "arn:aws:s3:::c",
                                  "arn:aws:iam::111122223333:role/team/app",
                                  "arn:aws:kms:eu-central-1:111122223333:key/1",
                                  "arn:aws:logs:eu:111122223333:g:a:b",
                                  "arn:aws:iam::111122223333:user/ann",
                                  "arn:AWS:S3:::b/k",
                                  "arn:aws:sqs:eu:111122223333:Q"};
const char* const kResourcePatterns[] = {"*",
                                         "arn:aws:s3:::b/*",
                                         "arn:aws:s3:::?/k",
                                         "arn:aws:s3:*",
                                         "arn:aws:s3",
                                         "arn:aws:*:*:b",
                                         "arn:*:*:*:z",
                                         "arn:aws:logs:*:*:b",
                                         "arn:aws:logs:*:1*3:g:*",
                                         "arn:aws:l*:e*:*:a:b",
                                         "arn:aws:s3:::${aws:username}/*",
                                         "arn:aws:s3:::${aws:username, 'c'}",
                                         "arn:aws:iam::*:role/*",
                                         "arn:aws:kms:*:*:key/*",
                                         "arn:aws:s3:::b/x*z",
                                         "arn:aws:s3:::b/x:*",
                                         "arn:*",
                                         "arn:aws:s?:::c",
                                         "arn:aws:iam::111122223333:*/a*",
                                         "arn:aws:${tag}:::c",
                                         "arn:aws:s3:::${aws:TagKeys}",
                                         "${tag}",
                                         "arn:aws:s3:::c${*}",
                                         "arn:aws:logs:eu:*:z",
                                         "arn:aws:S3:::b/*",
                                         "arn:AWS:sqs:EU:111122223333:Q",
                                         "arn:aws:SQS",
                                         "arn:aws:sqs:eu:*:${aws:username, 'Q'}"};
const char* const kPrincipals[] = {"*",
                                   "111122223333",
                                   "444455556666",
                                   "arn:aws:iam::111122223333:root",
                                   "arn:aws:iam::111122223333:user/ann",
                                   "arn:aws:iam::111122223333:role/team/app",
                                   "arn:aws:sts::111122223333:assumed-role/app/run",
                                   "AROAEXAMPLEEXAMPLE123",
                                   "AIDAEXAMPLEEXAMPLE123",
                                   "arn:aws:sts::111122223333:federated-user/fay",
                                   "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/Linked",
                                   "arn:aws:iam::111122223333:role/plain"};
const char* const kProviders[] = {"arn:aws:iam::111122223333:oidc-provider/i.example", "*"};
const char* const kServices[] = {"ec2.amazonaws.com", "ecs.amazonaws.com", "*"};
const char* const kKeys[] = {"k", "K", "tag", "aws:TagKeys", "aws:username"};
const char* const kValues[] = {"a",
                               "A",
                               "ab",
                               "a*",
                               "?",
                               "",
                               "1",
                               "01.0",
                               "2",
                               "-3",
                               "10.0.0.1",
                               "10.0.0.0/8",
                               "10.9.9.9/32",
                               "2020-01-01",
                               "1577836800",
                               "true",
                               "FALSE",
                               "arn:aws:s3:::b",
                               "arn:aws:s3:::*",
                               "arn:*:s3:*:*:b",
                               "*",
                               "ann",
                               "b",
                               "${tag}",
                               "${k, 'a'}",
                               "s3",
                               "nonsense:x",
                               "1e0",
                               "10E-1",
                               ".5",
                               "2020-01-01T00:00:00Z",
                               "2020-01-01T01:00:00.250+01:00",
                               "2001:db8::1",
                               "2001:db8::/32",
                               "2001:db8::1/64",
                               "::ffff:10.0.0.1",
                               "YQ==",
                               "YR==",
                               "\xC3\x89",
                               "\xC3\xA9x",
                               "${*}"};
const char* const kOperators[] = {"StringEquals",
                                  "StringNotEquals",
                                  "StringEqualsIgnoreCase",
                                  "StringNotEqualsIgnoreCase",
                                  "StringLike",
                                  "StringNotLike",
                                  "NumericEquals",
                                  "NumericNotEquals",
                                  "NumericLessThan",
                                  "NumericLessThanEquals",
                                  "NumericGreaterThan",
                                  "NumericGreaterThanEquals",
                                  "DateEquals",
                                  "DateNotEquals",
                                  "DateLessThan",
                                  "DateLessThanEquals",
                                  "DateGreaterThan",
                                  "DateGreaterThanEquals",
                                  "Bool",
                                  "IpAddress",
                                  "NotIpAddress",
                                  "ArnEquals",
                                  "ArnNotEquals",
                                  "ArnLike",
                                  "ArnNotLike",
                                  "BinaryEquals"};
const char* const kBase64[] = {"YQ==", "YWI=", "", "YWJj"};  // BinaryEquals takes no other text

}  // namespace

template <typename List>
std::string PolicyGenerator::PickJson(const List& list) {
  if (!OneIn(3)) return "\"" + Pick(list) + "\"";
  std::string text = "[";
  int count = 1 + Below(3);
  for (int i = 0; i < count; ++i) text += (i > 0 ? ", \"" : "\"") + Pick(list) + "\"";
  return text + "]";
}

std::string PolicyGenerator::MakePrincipal() {
  if (OneIn(6)) return "\"*\"";
  if (OneIn(6)) return "{\"Federated\": " + PickJson(kProviders) + "}";
  if (OneIn(12)) return R"({"CanonicalUser": ["79a5", "canon"]})";
  if (OneIn(8)) return "{\"Service\": " + PickJson(kServices) + "}";
  if (OneIn(4)) {
    return R"({"AWS": ["111122223333", "arn:aws:iam::111122223333:role/team/app", "arn:aws:sts::111122223333:assumed-role/app/run", )" +
           std::string("\"") + Pick(kPrincipals) + "\"]}";
  }
  return "{\"AWS\": " + PickJson(kPrincipals) + "}";
}

std::string PolicyGenerator::MakeCondition() {
  std::string op = OneIn(8) ? "Null" : Pick(kOperators);
  if (op == "Null") return "{\"Null\": {\"" + Pick(kKeys) + "\": " + (OneIn(2) ? "true" : "\"false\"") + "}}";
  if (OneIn(3)) op = (OneIn(2) ? "ForAllValues:" : "ForAnyValue:") + op;
  if (OneIn(4)) op += "IfExists";
  bool binary = op.find("Binary") != std::string::npos;
  std::string values = OneIn(20) ? "[]" : binary ? PickJson(kBase64) : PickJson(kValues);
  return "{\"" + op + "\": {\"" + Pick(kKeys) + "\": " + values + "}}";
}

std::string PolicyGenerator::MakeStatement(DocumentKind kind, const std::string& effect) {
  std::string text = R"({"Effect": ")" + effect + "\"";
  if (TakesPrincipal(kind))
    text += std::string(", \"") + (OneIn(6) ? "NotPrincipal" : "Principal") + "\": " + MakePrincipal();
  text += std::string(", \"") + (OneIn(8) ? "NotAction" : "Action") + "\": " + PickJson(kActionPatterns);
  bool resource = kind != DocumentKind::kTrust;
  if (resource)
    text += std::string(", \"") + (OneIn(8) ? "NotResource" : "Resource") + "\": " + PickJson(kResourcePatterns);
  if (OneIn(2)) text += ", \"Condition\": " + MakeCondition();
  return text + "}";
}

std::string PolicyGenerator::MakeDocument(DocumentKind kind, int statements) {
  std::string text = OneIn(6) ? R"({"Statement": [)" : R"({"Version": "2012-10-17", "Statement": [)";
  int count = 1 + Below(statements);
  for (int i = 0; i < count; ++i) text += (i > 0 ? ", " : "") + MakeStatement(kind, OneIn(4) ? "Deny" : "Allow");
  return text + "]}";
}

Principal PolicyGenerator::MakeCaller() {
  Principal caller;
  switch (Below(12)) {
    case 0: caller = Principal::Anonymous(); break;
    case 1: caller = Principal::Service("ec2.amazonaws.com"); break;
    case 2: caller = Principal::Federated("arn:aws:iam::111122223333:oidc-provider/i.example"); break;
    case 3: caller = Principal::Root("111122223333"); break;
    case 4:
    case 5: caller = Principal::User("arn:aws:iam::111122223333:user/ann", "AIDAEXAMPLEEXAMPLE123"); break;
    case 6: caller = Principal::FederatedUser("arn:aws:sts::111122223333:federated-user/fay"); break;
    case 7: caller = Principal::FromText("arn:aws:sts::111122223333:assumed-role/plain/run"); break;
    case 8:
      caller = Principal::RoleSession("arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/Linked",
                                      "AROAEXAMPLEEXAMPLE456", "run");
      break;
    default: caller = Principal::RoleSession("arn:aws:iam::111122223333:role/team/app", "AROAEXAMPLEEXAMPLE123", "run");
  }
  if (OneIn(10)) caller.canonical_user = "canon";
  caller.has_boundary = OneIn(8);
  return caller;
}

Context PolicyGenerator::MakeContext() {
  Context context;
  for (const char* key : {"k", "tag", "aws:username"}) {
    if (OneIn(3)) continue;
    if (OneIn(6)) {
      context.SetMultiple(key, {Pick(kValues), Pick(kValues)});
    } else {
      context.Set(key, Pick(kValues));
    }
  }
  if (OneIn(2))
    context.SetMultiple("aws:TagKeys",
                        OneIn(2) ? std::vector<std::string>{"a"} : std::vector<std::string>{"a", Pick(kValues)});
  return context;
}

Request PolicyGenerator::MakeRequest() {
  Principal caller = MakeCaller();
  std::string action = Pick(kActions), resource = Pick(kResources),
              account = OneIn(4) ? "444455556666" : "111122223333";
  return Request(std::move(caller), std::move(action), std::move(resource), std::move(account), MakeContext());
}

}  // namespace rolecall::policy::testing
