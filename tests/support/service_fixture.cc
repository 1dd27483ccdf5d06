#include "tests/support/service_fixture.h"

#include <boost/json.hpp>
#include <cstdlib>

#include "base/encoding.h"
#include "crypto/aead.h"
#include "directory/ids.h"
#include "services/caller.h"

namespace rolecall::services::testing {
namespace {

using PathTail = std::string_view;  // "Role/Arn"

std::pair<PathTail, PathTail> CutFirst(PathTail path) {
  const std::size_t slash = path.find('/');
  return {path.substr(0, slash), slash == PathTail::npos ? PathTail() : path.substr(slash + 1)};
}

void CollectXml(const aws::XmlNode& node, PathTail path, std::vector<std::string>& texts) {
  if (path.empty()) {
    texts.push_back(node.text);
    return;
  }
  const auto [name, rest] = CutFirst(path);
  for (const aws::XmlNode* child : node.All(name)) CollectXml(*child, rest, texts);
}

void CollectJson(const boost::json::value& value, PathTail path, std::vector<std::string>& texts) {
  if (const boost::json::array* list = value.if_array()) {
    for (const boost::json::value& item : *list) CollectJson(item, path, texts);
    return;
  }
  if (path.empty()) {
    texts.push_back(value.is_string() ? std::string(value.as_string()) : boost::json::serialize(value));
    return;
  }
  const boost::json::object* object = value.if_object();
  if (object == nullptr) return;
  const auto [name, rest] = CutFirst(path);
  if (const boost::json::value* member = object->if_contains(name)) CollectJson(*member, rest, texts);
}

void ReadXmlBody(Reply& reply, aws::Protocol protocol) {
  Result<aws::XmlNode> xml = aws::ParseXml(reply.body, aws::kXmlAnswer);
  ASSERT_TRUE(xml.ok()) << reply.body;
  reply.xml = *std::move(xml);
  if (protocol == aws::Protocol::kQuery && !reply.xml.children.empty()) {
    reply.xml = aws::XmlNode(reply.xml.children.front());
  } else if (const aws::XmlNode* errors = reply.xml.Find("Errors");
             protocol == aws::Protocol::kEc2 && errors != nullptr) {
    reply.xml = aws::XmlNode(errors->children.at(0));
  }
  if (reply.ok()) return;
  ASSERT_EQ(reply.xml.name, "Error") << reply.body;
  reply.error_code = reply.xml.Get("Code");
  reply.error_message = reply.xml.Get("Message");
}

void ReadJsonBody(Reply& reply) {
  boost::system::error_code error;
  reply.json = boost::json::parse(reply.body, error);
  ASSERT_FALSE(error) << reply.body;
  if (reply.ok()) return;
  // JSON 1.1 names it in the body, REST in a header.
  reply.error_code = reply.json.as_object().contains("__type") ? reply.At("__type") : reply.Header("x-amzn-ErrorType");
  reply.error_message = reply.At("message");
}

void ReadBody(Reply& reply, aws::Protocol protocol) {
  if (reply.body.empty()) return;
  const std::string_view type = reply.headers.Get("Content-Type");
  if (type.find("json") != std::string_view::npos) {
    ReadJsonBody(reply);
  } else if (type.starts_with("text/xml") || type == "application/xml") {
    ReadXmlBody(reply, protocol);
  }
}

std::vector<directory::InlinePolicy> InlinePolicies(const std::string& statements) {
  if (statements.empty()) return {};
  return {{"own", directory::MakeStoredPolicy(PolicyDocument(statements), policy::DocumentKind::kIdentity, "own")}};
}

std::string Statement(const char* effect, const std::string& actions, const std::string& resource) {
  const std::string list = actions.starts_with('[') ? actions : "\"" + actions + "\"";
  return std::string(R"({"Effect":")") + effect + R"(","Action":)" + list + R"(,"Resource":")" + resource + "\"}";
}

}  // namespace

std::vector<std::string> Reply::All(const std::string& path) const {
  std::vector<std::string> texts;
  if (json.is_null()) {
    CollectXml(xml, path, texts);
  } else {
    CollectJson(json, path, texts);
  }
  return texts;
}

std::string Reply::At(const std::string& path) const {
  const std::vector<std::string> texts = All(path);
  return texts.empty() ? "(none)" : texts.front();
}

std::string Reply::Outcome() const {
  return std::to_string(status) + (error_code.empty() ? "" : " " + error_code + ": " + error_message);
}

void ExpectError(const Reply& reply, int status, const std::string& code, const std::string& message) {
  EXPECT_EQ(reply.status, status);
  EXPECT_EQ(reply.error_code, code);
  EXPECT_EQ(reply.error_message, message);
  EXPECT_EQ(reply.audit.error_code, code);
}

void ExpectDenied(const Reply& reply, const std::string& action) {
  const bool is_json = !reply.json.is_null();
  EXPECT_EQ(reply.error_code, is_json ? "AccessDeniedException" : "AccessDenied") << action;
  EXPECT_GE(reply.status, 400) << action;
  EXPECT_NE(reply.error_message.find("is not authorized to perform: " + action + " "), std::string::npos)
      << reply.error_message;
}

std::string PolicyDocument(const std::string& statements) {
  return R"({"Version":"2012-10-17","Statement":[)" + statements + "]}";
}

std::string Allow(const std::string& actions, const std::string& resource) {
  return Statement("Allow", actions, resource);
}

std::string Deny(const std::string& actions, const std::string& resource) {
  return Statement("Deny", actions, resource);
}

ServiceFixture::ServiceFixture() : clock_(FromUnixSeconds(kNow)) {
  auto store = std::make_unique<store::FaultyStore>();
  store_ = store.get();
  // As on a node of several: every write is run twice at least.
  if (std::getenv("ROLECALL_CONTESTED_STORE") != nullptr) store->Contest();
  auto opened =
      directory::Directory::Open(std::move(store), crypto::KeyRing(crypto::MakeAeadKey(random_)), random_, clock_);
  EXPECT_TRUE(opened.ok());
  directory_ = *std::move(opened);
  for (const char* account : {kAccount, kOtherAccount}) EXPECT_TRUE(directory_->EnsureAccount(account).ok());
}

Caller ServiceFixture::Root(const std::string& account) {
  Caller caller;
  caller.kind = Caller::Kind::kRoot;
  caller.account = account;
  caller.arn = "arn:aws:iam::" + account + ":root";
  caller.user_id = account;
  return caller;
}

Caller ServiceFixture::NewUser(const std::string& name, const std::string& statements, const std::string& account) {
  directory::AccessKey key;
  key.id = directory::MakeAccessKeyId(random_, "AKIA", account);
  key.account = account;
  key.user_name = name;
  key.created = clock_.Now();
  directory::User user;
  user.account = account;
  user.name = name;
  user.id = directory::MakeUniqueId(random_, "AIDA");
  user.created = clock_.Now();
  user.inline_policies = InlinePolicies(statements);
  user.access_key_ids = {key.id};
  Write([&](directory::Transaction& transaction) {
    transaction.Put(key);
    transaction.Put(user);
  });
  return SignIn(key.id);
}

Caller ServiceFixture::NewRoleSession(const std::string& name, const std::string& statements,
                                      const std::string& account) {
  directory::Role role;
  role.account = account;
  role.name = name;
  role.id = directory::MakeUniqueId(random_, "AROA");
  role.created = clock_.Now();
  role.inline_policies = InlinePolicies(statements);
  Write([&](directory::Transaction& transaction) { transaction.Put(role); });
  directory::Session session;
  session.account = account;
  session.principal_id = role.id;
  session.role_name = name;
  session.session_name = "session-1";
  session.issued = clock_.Now();
  session.expires = clock_.Now() + std::chrono::hours(1);
  const directory::SessionCredentials credentials = *directory_->IssueSession(std::move(session));
  return SignIn(credentials.access_key_id, credentials.token);
}

Caller ServiceFixture::SignIn(const std::string& access_key_id, const std::string& token) {
  aws::Claim claim;
  claim.access_key_id = access_key_id;
  claim.session_token = token;
  aws::AuthFailure failure;
  auto found = FindCaller(*directory_, *directory_->snapshot(), claim, clock_.Now(), failure);
  EXPECT_TRUE(found.has_value()) << aws::AuthProblemName(failure.problem);
  return found.has_value() ? found->caller : Caller();
}

Call ServiceFixture::MakeCall(const http::Request& request, const Caller& caller) {
  Call call{.request = request,
            .request_id = "request-1",
            .caller = caller,
            .snapshot = held_ != nullptr ? held_ : directory_->snapshot(),
            .directory = *directory_,
            .clock = clock_,
            .random = random_,
            .now = clock_.Now(),
            .region = region_,
            .account = kAccount};
  call.regions = &regions_;
  return call;
}

Reply ServiceFixture::Send(Service& service, const Caller& caller, http::Request request) {
  if (request.peer_address.empty()) request.peer_address = peer_address_;
  Call call = MakeCall(request, caller);
  http::Response response = service.Handle(call);
  Reply reply{.status = response.status,
              .headers = std::move(response.headers),
              .body = std::move(response.body),
              .audit = std::move(call.audit)};
  ReadBody(reply, service.protocol());
  // Whoever reads the audit log sees what the client saw; an error without a body is told by it alone.
  if (reply.error_code.empty()) reply.error_code = reply.audit.error_code;
  EXPECT_EQ(reply.error_code, reply.audit.error_code);
  return reply;
}

Reply ServiceFixture::AskQuery(Service& service, const Caller& caller, const std::string& action,
                               const QueryParameterList& parameters) {
  std::string body = "Action=" + action;
  for (const auto& [name, value] : parameters) {
    body += "&" + PercentEncode(name) + "=" + PercentEncode(value);
  }
  return Send(service, caller, {.method = "POST", .target = "/", .body = std::move(body)});
}

Reply ServiceFixture::AskJson(Service& service, const Caller& caller, const std::string& target,
                              const std::string& body) {
  return Send(service, caller,
              {.method = "POST",
               .target = "/",
               .headers = {{"X-Amz-Target", target}, {"Content-Type", "application/x-amz-json-1.1"}},
               .body = body});
}

void ServiceFixture::Write(const std::function<void(directory::Transaction&)>& action) {
  const Result<void> written = directory_->Write([&](directory::Transaction& transaction) {
    action(transaction);
    return true;
  });
  ASSERT_TRUE(written.ok()) << written.error().message;
}

}  // namespace rolecall::services::testing
