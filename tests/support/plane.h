// An identity plane for tests: a directory on a memory store, IAM and STS, and callers, without HTTP and signatures.
#ifndef ROLECALL_TESTS_SUPPORT_PLANE_H_
#define ROLECALL_TESTS_SUPPORT_PLANE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "aws/wire/xml.h"
#include "base/clock.h"
#include "base/encoding.h"
#include "base/random.h"
#include "crypto/aead.h"
#include "directory/directory.h"
#include "http/message.h"
#include "services/authorize.h"
#include "services/service.h"
#include "store/store.h"

namespace rolecall {

inline constexpr char kAccount[] = "054000737513";

using QueryParameterList = std::vector<std::pair<std::string, std::string>>;

struct Answered {
  int status = 0;
  aws::XmlNode xml;
  std::string error_code, error_message;
  // The text at a path of names within <…Result>: "Role/RoleId".
  std::string At(const std::string& path) const {
    const aws::XmlNode* node = xml.children.empty() ? nullptr : &xml.children.front();
    std::size_t from = 0;
    while (node != nullptr && from <= path.size()) {
      const std::size_t slash = std::min(path.find('/', from), path.size());
      node = node->Find(path.substr(from, slash - from));
      from = slash + 1;
    }
    return node == nullptr ? "(none)" : node->text;
  }
};

class Plane {
 public:
  Plane() : clock_(FromUnixSeconds(1795000000)) {
    auto opened = directory::Directory::Open(store::OpenMemoryStore(), crypto::MakeAeadKey(random_), random_, clock_);
    EXPECT_TRUE(opened.ok());
    directory_ = *std::move(opened);
    EXPECT_TRUE(directory_->EnsureAccount(kAccount).ok());
  }

  services::Caller Root() const {
    services::Caller caller;
    caller.kind = services::Caller::Kind::kRoot;
    caller.account = kAccount;
    caller.arn = std::string("arn:aws:iam::") + kAccount + ":root";
    caller.user_id = kAccount;
    return caller;
  }

  // The caller that an access key (and token) stand for.
  services::Caller CallerOf(const std::string& access_key_id, const std::string& token) {
    aws::Claim claim;
    claim.access_key_id = access_key_id;
    claim.session_token = token;
    aws::AuthFailure failure;
    auto found = services::FindCaller(*directory_, *directory_->snapshot(), claim, clock_.Now(), failure);
    EXPECT_TRUE(found.has_value()) << aws::AuthProblemName(failure.problem);
    return found.has_value() ? found->caller : services::Caller();
  }

  Answered Ask(services::Service& service, services::Caller caller, const std::string& action,
               QueryParameterList parameters) {
    http::Request request;
    request.method = "POST";
    request.target = "/";
    request.peer_address = peer_address_;
    request.body = "Action=" + action;
    for (const auto& entry : parameters) {
      request.body += "&" + PercentEncode(entry.first) + "=" + PercentEncode(entry.second);
    }
    services::Call call{.request = request,
                        .request_id = "request-1",
                        .caller = std::move(caller),
                        .snapshot = directory_->snapshot(),
                        .directory = *directory_,
                        .clock = clock_,
                        .random = random_,
                        .now = clock_.Now(),
                        .region = "eu-central-1",
                        .account = kAccount};
    http::Response response = service.Handle(call);
    Answered answered;
    answered.status = response.status;
    auto xml = aws::ParseXml(response.body);
    EXPECT_TRUE(xml.ok()) << response.body;
    if (!xml.ok()) return answered;
    answered.xml = *std::move(xml);
    if (const aws::XmlNode* error = answered.xml.Find("Error")) {
      answered.error_code = std::string(error->Get("Code"));
      answered.error_message = std::string(error->Get("Message"));
    }
    return answered;
  }

  FakeClock& clock() { return clock_; }
  FakeRandom& random() { return random_; }
  directory::Directory& directory() { return *directory_; }
  void set_peer_address(std::string address) { peer_address_ = std::move(address); }

 private:
  FakeClock clock_;
  FakeRandom random_;
  std::unique_ptr<directory::Directory> directory_;
  std::string peer_address_ = "192.0.2.7";
};

}  // namespace rolecall

#endif  // ROLECALL_TESTS_SUPPORT_PLANE_H_
