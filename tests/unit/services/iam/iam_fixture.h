// IAM asked as root, as users whom one policy allows something, and as sessions of roles.
#ifndef ROLECALL_TESTS_UNIT_SERVICES_IAM_IAM_FIXTURE_H_
#define ROLECALL_TESTS_UNIT_SERVICES_IAM_IAM_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/iam/api/iam.h"
#include "tests/support/service_fixture.h"

namespace rolecall::services::iam {

using services::Caller;
using services::testing::kAccount;
using services::testing::QueryParameterList;
using services::testing::Reply;
using Names = std::vector<std::string>;

inline constexpr char kTrust[] =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]})";
inline constexpr char kPolicy[] =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]})";
inline constexpr char kPolicyArn[] = "arn:aws:iam::054000737513:policy/p";
inline constexpr char kAwsPolicyArn[] = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
inline constexpr char kProviderArn[] = "arn:aws:iam::054000737513:oidc-provider/oidc.example.com/id/A1";
inline constexpr char kSamlArn[] = "arn:aws:iam::054000737513:saml-provider/people";

// Metadata of an identity provider of that name, as short as IAM takes it (1,000 characters).
inline std::string SamlMetadata(const std::string& name) {
  const std::string document =
      "<md:EntityDescriptor entityID=\"" + name + "\"><md:IDPSSODescriptor/></md:EntityDescriptor>";
  return document + std::string(1000 - document.size(), ' ');
}

// "arn:aws:iam::054000737513:user/ann"
inline std::string Arn(const std::string& resource) { return std::string("arn:aws:iam::") + kAccount + ":" + resource; }

// A document that allows one action.
inline std::string AllowDocument(const std::string& action, const std::string& resource = "*") {
  return services::testing::PolicyDocument(services::testing::Allow(action, resource));
}

// A document of `size` characters, as the quotas count them.
inline std::string DocumentOfSize(std::size_t size) {
  const std::string start = "arn:aws:s3:::";
  const std::size_t without = AllowDocument("s3:GetObject", start).size();
  return AllowDocument("s3:GetObject", start + std::string(size - without, 'b'));
}

inline QueryParameterList TagParameters(const std::vector<std::pair<std::string, std::string>>& tags) {
  QueryParameterList list;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const std::string member = "Tags.member." + std::to_string(i + 1) + ".";
    list.emplace_back(member + "Key", tags[i].first);
    list.emplace_back(member + "Value", tags[i].second);
  }
  return list;
}

class IamTest : public services::testing::ServiceFixture {
 protected:
  Reply Ask(const std::string& action, const QueryParameterList& parameters = {}) {
    return AskAs(Root(), action, parameters);
  }
  Reply AskAs(const Caller& caller, const std::string& action, const QueryParameterList& parameters = {}) {
    return AskQuery(*iam_, caller, action, parameters);
  }
  // For what must go well before the claim can be looked at.
  void Do(const std::string& action, const QueryParameterList& parameters = {}) {
    EXPECT_EQ(Ask(action, parameters).Outcome(), "200") << action;
  }

  Reply CreateRole(const std::string& name) {
    return Ask("CreateRole", {{"RoleName", name}, {"AssumeRolePolicyDocument", kTrust}});
  }
  Reply CreatePolicy() { return Ask("CreatePolicy", {{"PolicyName", "p"}, {"PolicyDocument", kPolicy}}); }
  void CreateUser(const std::string& name) { Do("CreateUser", {{"UserName", name}}); }
  void CreateGroup(const std::string& name) { Do("CreateGroup", {{"GroupName", name}}); }
  void CreateProfile(const std::string& name) { Do("CreateInstanceProfile", {{"InstanceProfileName", name}}); }
  void CreateProvider() {
    Do("CreateOpenIDConnectProvider",
       {{"Url", "https://oidc.example.com/id/A1"}, {"ClientIDList.member.1", "sts.amazonaws.com"}});
  }

  // A user with this inline policy ("own"), as its access key's caller. SignIn(caller.access_key_id) is the same user
  // with what has changed since.
  Caller NewUser(const std::string& name, const std::string& document) {
    CreateUser(name);
    Do("PutUserPolicy", {{"UserName", name}, {"PolicyName", "own"}, {"PolicyDocument", document}});
    return SignIn(Ask("CreateAccessKey", {{"UserName", name}}).At("AccessKey/AccessKeyId"));
  }

 private:
  const std::unique_ptr<services::Service> iam_ = api::MakeIam();
};

}  // namespace rolecall::services::iam

#endif  // ROLECALL_TESTS_UNIT_SERVICES_IAM_IAM_FIXTURE_H_
