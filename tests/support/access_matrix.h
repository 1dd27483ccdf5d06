// AccessMatrix: every operation of a service against the callers that must not get through, and the one that must.
//
//   class S3Access : public testing::AccessMatrix, public ::testing::WithParamInterface<testing::AccessCase> {…};
//   TEST_P(S3Access, IsForItsPermissionAlone) { ExpectForItsPermissionAlone(*s3_, GetParam()); }
//   INSTANTIATE_TEST_SUITE_P(Operations, S3Access, ValuesIn(AllOperations()), testing::AccessCaseName);
//
// The callers, in this order, on one plane:
//   unsigned                nobody; refused, unless the operation is for everybody (STS's AssumeRoleWithWebIdentity)
//   the other account       a user there who may do all that there is; refused, or (names that mean the caller's own
//                           account, as IAM's do) left in its own world: nothing of ours changes
//   no policy               a user of ours without any; refused
//   all but this action     a user of ours who may do everything and is denied this one; refused
//   only this action        a user of ours with this permission, on this resource; not refused: it succeeds, or fails
//                           for a reason that has nothing to do with permissions
// None of the first four may change a thing in the store, nor be told what must not be told (`secrets`).
#ifndef ROLECALL_TESTS_SUPPORT_ACCESS_MATRIX_H_
#define ROLECALL_TESTS_SUPPORT_ACCESS_MATRIX_H_

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "http/message.h"
#include "tests/support/service_fixture.h"

namespace rolecall::services::testing {

// One operation, with a request that is good if it may be made.
struct AccessCase {
  std::string name;            // "GetObject"; letters and digits, unique in its suite
  std::string action;          // "s3:GetObject"
  std::string resource = "*";  // what the last caller may do it on
  http::Request request = {};
  std::vector<std::string> also = {};     // further actions that the request needs ("iam:PassRole"), on "*"
  bool for_everybody = false;             // unsigned callers are not refused as such
  bool names_mean_own_account = false;    // the other account asks for something of its own
  bool needs_no_permission = false;       // GetCallerIdentity: nobody who signs is refused
  std::vector<std::string> secrets = {};  // texts that no refused caller may see in an answer

  friend void PrintTo(const AccessCase& each, std::ostream* out) { *out << each.name; }
};

// For INSTANTIATE_TEST_SUITE_P: the case's name.
std::string AccessCaseName(const ::testing::TestParamInfo<AccessCase>& info);

// Requests as IAM and STS, and Secrets Manager want them.
http::Request QueryRequest(const std::string& action, const QueryParameterList& parameters = {});
http::Request JsonRequest(const std::string& target, const std::string& body = "{}");

// Whether the answer says "you may not", in the words of any protocol.
bool IsRefusal(const Reply& reply);

class AccessMatrix : public ServiceFixture {
 protected:
  // Fails the test for each of the callers above that is not answered as it must be.
  void ExpectForItsPermissionAlone(Service& service, const AccessCase& each);

 private:
  struct Callers {
    Caller other, bare, all_but, only;
  };
  Callers MakeCallers(const AccessCase& each);
  // Sends it and looks for what no caller but the last may bring about: a change of the store, a secret in the answer.
  Reply AskWithoutEffect(Service& service, const AccessCase& each, const Caller& caller);
  void ExpectRefused(Service& service, const AccessCase& each, const Caller& caller, const char* who);
  void ExpectInOwnWorld(Service& service, const AccessCase& each, const Caller& caller);
  std::vector<std::string> Everything();
};

}  // namespace rolecall::services::testing

#endif  // ROLECALL_TESTS_SUPPORT_ACCESS_MATRIX_H_
