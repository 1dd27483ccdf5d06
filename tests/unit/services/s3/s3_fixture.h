// Short ways to talk to S3 in tests: path-style requests of root or of another caller.
#ifndef ROLECALL_TESTS_UNIT_SERVICES_S3_S3_FIXTURE_H_
#define ROLECALL_TESTS_UNIT_SERVICES_S3_S3_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>

#include "services/s3/s3.h"
#include "tests/support/service_fixture.h"

namespace rolecall::services::s3 {

using testing::ExpectDenied;
using testing::ExpectError;
using testing::Reply;

class S3Test : public testing::ServiceFixture {
 protected:
  Reply AskAs(const Caller& caller, const std::string& method, const std::string& target, std::string body = "",
              http::Headers headers = {}) {
    return Send(*s3_, caller,
                {.method = method, .target = target, .headers = std::move(headers), .body = std::move(body)});
  }
  Reply Ask(const std::string& method, const std::string& target, std::string body = "", http::Headers headers = {}) {
    return AskAs(Root(), method, target, std::move(body), std::move(headers));
  }

  void NewBucket(const std::string& name = "state") { ASSERT_EQ(Ask("PUT", "/" + name).status, 200); }
  // "Enabled" or "Suspended".
  void SetVersioning(const std::string& status, const std::string& bucket = "state") {
    ASSERT_EQ(Ask("PUT", "/" + bucket + "?versioning",
                  "<VersioningConfiguration><Status>" + status + "</Status></VersioningConfiguration>")
                  .status,
              200);
  }
  void NewVersionedBucket() {
    NewBucket();
    SetVersioning("Enabled");
  }
  // Puts an object, answers its version id, and lets a second pass: later ones are newer.
  std::string NewObject(const std::string& target, const std::string& body = "text", http::Headers headers = {}) {
    const Reply put = Ask("PUT", target, body, std::move(headers));
    EXPECT_EQ(put.status, 200) << put.body;
    clock().Advance(std::chrono::seconds(1));
    return put.Header("x-amz-version-id");
  }
  // Lets this caller do so by the bucket's policy.
  void SetBucketPolicy(const std::string& statements, const std::string& bucket = "state") {
    // New buckets refuse public policies.
    ASSERT_EQ(Ask("DELETE", "/" + bucket + "?publicAccessBlock").status, 204);
    ASSERT_EQ(Ask("PUT", "/" + bucket + "?policy", testing::PolicyDocument(statements)).status, 204);
  }

  std::unique_ptr<Service> s3_ = MakeS3();
};

}  // namespace rolecall::services::s3

#endif  // ROLECALL_TESTS_UNIT_SERVICES_S3_S3_FIXTURE_H_
