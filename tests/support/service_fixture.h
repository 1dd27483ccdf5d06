// ServiceFixture: an identity plane for tests of the services: a directory on a store in memory, a clock that stands
// still, callers with and without policies, and calls as the server's pipeline makes them, without HTTP and signatures.
//
//   class IamTest : public services::testing::ServiceFixture {
//    protected:
//     Reply Ask(const Caller& caller, const std::string& action, Parameters parameters) {
//       return AskQuery(*iam_, caller, action, parameters);
//     }
//     …
//   TEST_F(IamTest, …) {
//     Reply reply = Ask(Root(), "GetRole", {{"RoleName", "app"}});
//     EXPECT_EQ(reply.At("Role/Arn"), "…");
//     ExpectDenied(Ask(NewUser("ann"), "GetRole", {{"RoleName", "app"}}), "iam:GetRole");
#ifndef ROLECALL_TESTS_SUPPORT_SERVICE_FIXTURE_H_
#define ROLECALL_TESTS_SUPPORT_SERVICE_FIXTURE_H_

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "aws/wire/xml.h"
#include "base/clock.h"
#include "base/random.h"
#include "directory/directory.h"
#include "http/message.h"
#include "services/call.h"
#include "services/service.h"
#include "tests/support/faulty_store.h"

namespace rolecall::services::testing {

inline constexpr char kAccount[] = "054000737513";
inline constexpr char kOtherAccount[] = "111122223333";
inline constexpr char kRegion[] = "eu-central-1";
inline constexpr std::int64_t kNow = 1795000000;  // 2026-11-18T11:06:40Z
inline constexpr char kEverything[] = R"({"Effect":"Allow","Action":"*","Resource":"*"})";

using QueryParameterList = std::vector<std::pair<std::string, std::string>>;

// What a service answered.
struct Reply {
  int status = 0;
  http::Headers headers;
  std::string body;
  aws::XmlNode xml;         // the root; of Query answers what is in it (<…Result> or <Error>)
  boost::json::value json;  // null unless the answer is JSON
  std::string error_code, error_message;
  Call::Audit audit;

  bool ok() const { return status >= 200 && status < 300; }
  // The texts at a path of names, in XML below `xml`, or in JSON (lists are walked through, other values are
  // serialized): All("Contents/Key"), All("Roles/member/RoleName"), All("SecretList/Name").
  std::vector<std::string> All(const std::string& path) const;
  // The first of them, or "(none)".
  std::string At(const std::string& path) const;
  // "200", or "404 NoSuchEntity: The role with name none cannot be found.": all that a client looks at, in one line.
  std::string Outcome() const;
  std::string Header(std::string_view name) const { return std::string(headers.Get(name)); }
};

// Status, code and text are exactly these.
void ExpectError(const Reply& reply, int status, const std::string& code, const std::string& message);
// AccessDenied (or its name in JSON services) with AWS's sentence on this action: no policy allows it.
void ExpectDenied(const Reply& reply, const std::string& action);

// {"Version": "2012-10-17", "Statement": [STATEMENTS]}
std::string PolicyDocument(const std::string& statements);
// A statement that allows (denies) these actions ("s3:GetObject", or several: R"(["a","b"])").
std::string Allow(const std::string& actions, const std::string& resource = "*");
std::string Deny(const std::string& actions, const std::string& resource = "*");

class ServiceFixture : public ::testing::Test {
 protected:
  ServiceFixture();

  // Callers. Users and roles are made in the directory; `statements` are those of an inline policy ("": no policy).
  static Caller Anonymous() { return {}; }
  static Caller Root(const std::string& account = kAccount);
  Caller NewUser(const std::string& name, const std::string& statements = "", const std::string& account = kAccount);
  Caller NewRoleSession(const std::string& role, const std::string& statements = "",
                        const std::string& account = kAccount);
  // The caller that an access key (and token) stand for now.
  Caller SignIn(const std::string& access_key_id, const std::string& token = "");

  // Calls. The request's peer address is set if it has none.
  Reply Send(Service& service, const Caller& caller, http::Request request);
  Reply AskQuery(Service& service, const Caller& caller, const std::string& action,
                 const QueryParameterList& parameters);
  // JSON 1.1: `target` is "secretsmanager.GetSecretValue".
  Reply AskJson(Service& service, const Caller& caller, const std::string& target, const std::string& body);
  // The call itself, for functions below the services. `request` must outlive it.
  Call MakeCall(const http::Request& request, const Caller& caller);

  // A write of records that no operation of the service under test makes.
  void Write(const std::function<void(directory::Transaction&)>& action);
  // Calls from now on are decided on what is there now, whatever is written meanwhile: those of a slow client.
  void HoldSnapshot() { held_ = directory_->snapshot(); }
  void ReleaseSnapshot() { held_ = nullptr; }
  std::shared_ptr<const directory::Snapshot> snapshot() const { return directory_->snapshot(); }

  FakeClock& clock() { return clock_; }
  FakeRandom& random() { return random_; }
  directory::Directory& directory() { return *directory_; }
  store::FaultyStore& store() { return *store_; }
  void set_peer_address(std::string address) { peer_address_ = std::move(address); }
  void set_region(std::string region) { region_ = std::move(region); }
  // What the plane serves: every region until this is called.
  void set_regions(Regions regions) { regions_ = std::move(regions); }

 private:
  FakeClock clock_;
  FakeRandom random_;
  store::FaultyStore* store_;  // the directory's
  std::unique_ptr<directory::Directory> directory_;
  std::shared_ptr<const directory::Snapshot> held_;
  std::string peer_address_ = "192.0.2.7";
  std::string region_ = kRegion;
  Regions regions_{{kRegion}, true};
};

}  // namespace rolecall::services::testing

#endif  // ROLECALL_TESTS_SUPPORT_SERVICE_FIXTURE_H_
