#include <gmock/gmock.h>

#include "services/authorize.h"
#include "services/kms_authorize.h"
#include "tests/unit/services/organizations/organizations_fixture.h"

namespace rolecall::services::organizations {
namespace {

using ::testing::ElementsAre;
using testing::ExpectError;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kAccount;
using testing::kEverything;
using testing::kOtherAccount;
using testing::Reply;
using ::testing::UnorderedElementsAre;

constexpr char kBucket[] = "arn:aws:s3:::b";

class OrganizationsTest : public WithOrganization<testing::ServiceFixture> {
 protected:
  OrganizationsTest() { MakeOrganization(); }

  // "" if the caller may; else the text of the refusal.
  std::string May(const Caller& caller, const std::string& action, const std::string& resource = kBucket,
                  const std::string& owner = "") {
    const http::Request request;
    Call call = MakeCall(request, caller);
    const auto refused = Authorize(call, {.action = action, .resource = resource, .resource_account = owner});
    return refused.has_value() ? refused->message : "";
  }
  Caller Member(const std::string& name = "ann") { return NewUser(name, kEverything, account_); }
};

TEST_F(OrganizationsTest, AnOrganizationBeginsWithItsRootAndItsManagementAccount) {
  const Reply described = Ask("DescribeOrganization");
  EXPECT_EQ(described.At("Organization/Id"), organization_);
  EXPECT_EQ(described.At("Organization/MasterAccountId"), kAccount);
  EXPECT_EQ(described.At("Organization/FeatureSet"), "ALL");
  EXPECT_EQ(described.At("Organization/Arn"), "arn:aws:organizations::054000737513:organization/" + organization_);
  EXPECT_EQ(Ask("ListRoots").At("Roots/PolicyTypes/Type"), "SERVICE_CONTROL_POLICY");
  EXPECT_THAT(Ask("ListAccounts").All("Accounts/Id"), UnorderedElementsAre(kAccount, account_));
  ExpectError(Ask("CreateOrganization"), 400, "AlreadyInOrganizationException",
              "The provided account is already a member of an organization.");
}

TEST_F(OrganizationsTest, WhoIsInNoOrganizationIsToldSo) {
  const Caller stranger = Root(kOtherAccount);
  for (const char* operation : {"ListRoots", "DescribeOrganization", "ListAccounts", "LeaveOrganization"}) {
    ExpectError(As(stranger, operation), 400, "AWSOrganizationsNotInUseException",
                "Your account is not a member of an organization.");
  }
}

TEST_F(OrganizationsTest, MembersAreToldNothingButTheirOrganization) {
  EXPECT_EQ(As(Member(), "DescribeOrganization").At("Organization/Id"), organization_);
  for (const char* operation : {"ListRoots", "ListAccounts", "ListCreateAccountStatus", "DeleteOrganization"}) {
    ExpectError(As(Member(), operation), 400, "AccessDeniedException",
                "You don't have permissions to access this resource.");
  }
}

TEST_F(OrganizationsTest, ANewAccountHasARoleThatTheManagementAccountMayAssume) {
  const auto role = snapshot()->roles.Find(directory::NameKey(account_, "OrganizationAccountAccessRole"));
  ASSERT_NE(role, nullptr);
  EXPECT_THAT(role->trust.text, HasSubstr("arn:aws:iam::054000737513:root"));
  EXPECT_THAT(role->attached, ElementsAre("arn:aws:iam::aws:policy/AdministratorAccess"));
  EXPECT_EQ(Ask("DescribeAccount", R"({"AccountId":")" + account_ + "\"}").At("Account/JoinedMethod"), "CREATED");
}

TEST_F(OrganizationsTest, AnEmailIsOneAccounts) {
  const Reply again = Ask("CreateAccount", R"({"AccountName":"x","Email":"APP@example.com"})");
  EXPECT_EQ(again.At("CreateAccountStatus/State"), "IN_PROGRESS");
  const Reply status =
      Ask("DescribeCreateAccountStatus", R"({"CreateAccountRequestId":")" + again.At("CreateAccountStatus/Id") + "\"}");
  EXPECT_EQ(status.At("CreateAccountStatus/State"), "FAILED");
  EXPECT_EQ(status.At("CreateAccountStatus/FailureReason"), "EMAIL_ALREADY_EXISTS");
  EXPECT_EQ(Ask("CreateAccount", R"({"AccountName":"x","Email":"no email"})").error_code, "InvalidInputException");
}

TEST_F(OrganizationsTest, UnitsHaveUniqueNamesAmongTheirSiblingsAndALeastDepth) {
  ExpectError(Ask("CreateOrganizationalUnit", R"({"ParentId":")" + root_ + R"(","Name":"DEV"})"), 400,
              "DuplicateOrganizationalUnitException", "An OU with the same name already exists.");
  std::string parent = unit_;
  for (int depth = 2; depth <= 5; ++depth) parent = NewUnit(parent, "dev");
  EXPECT_EQ(Ask("CreateOrganizationalUnit", R"({"ParentId":")" + parent + R"(","Name":"x"})").error_code,
            "ConstraintViolationException");
  ExpectError(Ask("DeleteOrganizationalUnit", R"({"OrganizationalUnitId":")" + unit_ + "\"}"), 400,
              "OrganizationalUnitNotEmptyException",
              "To delete an OU you must first remove all accounts and child OUs.");
  EXPECT_EQ(Ask("ListParents", R"({"ChildId":")" + account_ + "\"}").At("Parents/Id"), unit_);
}

TEST_F(OrganizationsTest, ADenyOnTheUnitStopsItsAccountsAndNotTheManagementAccount) {
  const std::string policy = NewPolicy(kDenyBuckets);
  EXPECT_EQ(May(Member(), "s3:CreateBucket"), "");
  EXPECT_EQ(Attach(policy, unit_).Outcome(), "200");
  EXPECT_THAT(May(Member("bob"), "s3:CreateBucket"), HasSubstr("with an explicit deny in a service control policy"));
  EXPECT_EQ(May(Member("cat"), "s3:DeleteBucket"), "");
  EXPECT_THAT(May(Root(account_), "s3:CreateBucket"), HasSubstr("with an explicit deny in a service control policy"));
  EXPECT_EQ(May(Root(), "s3:CreateBucket"), "") << "the management account";
  EXPECT_EQ(Move(account_, unit_, root_).Outcome(), "200");
  EXPECT_EQ(May(Member("dan"), "s3:CreateBucket"), "") << "it has left the unit";
}

TEST_F(OrganizationsTest, EveryLevelMustAllow) {
  const std::string only =
      NewPolicy(R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]})");
  EXPECT_EQ(Attach(only, unit_).Outcome(), "200");
  EXPECT_EQ(May(Member(), "iam:ListUsers", "*"), "") << "FullAWSAccess is beside it";
  EXPECT_EQ(Detach("p-FullAWSAccess", unit_).Outcome(), "200");
  EXPECT_THAT(May(Member("bob"), "iam:ListUsers", "*"),
              HasSubstr("because no service control policy allows the iam:ListUsers action"));
  EXPECT_EQ(May(Member("cat"), "s3:CreateBucket"), "");
  EXPECT_EQ(Detach(only, unit_).error_code, "ConstraintViolationException") << "the last one stays";
}

TEST_F(OrganizationsTest, ServiceLinkedRolesAreNotLimited) {
  EXPECT_EQ(Attach(NewPolicy(kDenyBuckets), root_).Outcome(), "200");
  Caller linked = NewRoleSession("AWSServiceRoleForX", kEverything, account_);
  EXPECT_NE(May(linked, "s3:CreateBucket"), "");
  directory::Role role = *linked.role;
  role.path = "/aws-service-role/x.amazonaws.com/";
  role.service_linked = "x.amazonaws.com";
  linked.role = std::make_shared<const directory::Role>(role);
  EXPECT_EQ(May(linked, "s3:CreateBucket"), "");
}

TEST_F(OrganizationsTest, DisablingTheTypeLetsGo) {
  EXPECT_EQ(Attach(NewPolicy(kDenyBuckets), root_).Outcome(), "200");
  EXPECT_NE(May(Member(), "s3:CreateBucket"), "");
  EXPECT_EQ(SetType("DisablePolicyType", "SERVICE_CONTROL_POLICY").Outcome(), "200");
  EXPECT_EQ(May(Member("bob"), "s3:CreateBucket"), "");
  EXPECT_EQ(SetType("DisablePolicyType", "SERVICE_CONTROL_POLICY").error_code, "PolicyTypeNotEnabledException");
  EXPECT_EQ(SetType("EnablePolicyType", "SERVICE_CONTROL_POLICY").Outcome(), "200");
  EXPECT_EQ(May(Member("cat"), "s3:CreateBucket"), "") << "what was attached went with the type";
  EXPECT_THAT(Ask("ListPoliciesForTarget", R"({"TargetId":")" + unit_ + R"(","Filter":"SERVICE_CONTROL_POLICY"})")
                  .All("Policies/Id"),
              ElementsAre("p-FullAWSAccess"));
}

TEST_F(OrganizationsTest, AResourceControlPolicyBindsStrangersToo) {
  constexpr char kOnlyOurs[] =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*",)"
      R"("Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"ORG"}}}]})";
  std::string content = kOnlyOurs;
  content.replace(content.find("ORG\""), 3, organization_);
  EXPECT_EQ(TryPolicy(content, "RESOURCE_CONTROL_POLICY").Outcome(), "200");
  EXPECT_EQ(SetType("EnablePolicyType", "RESOURCE_CONTROL_POLICY").Outcome(), "200");
  const std::string policy = NewPolicy(content, "RESOURCE_CONTROL_POLICY", "second");
  EXPECT_EQ(Attach(policy, account_).Outcome(), "200");
  const auto ask = [&](const Caller& caller, const std::string& action, const std::string& owner) {
    const auto open = directory::MakeStoredPolicy(
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]})",
        policy::DocumentKind::kResource, "open");
    const http::Request request;
    Call call = MakeCall(request, caller);
    const auto refused = Authorize(
        call,
        {.action = action, .resource = kBucket, .resource_account = owner, .resource_policy = open.compiled().get()});
    return refused.has_value() ? refused->message : "";
  };
  const Caller stranger = NewUser("eve", kEverything, kOtherAccount);
  EXPECT_THAT(ask(stranger, "s3:ListBucket", account_),
              HasSubstr("with an explicit deny in a resource control policy"));
  EXPECT_THAT(ask(Anonymous(), "s3:ListBucket", account_), HasSubstr("resource control policy"));
  EXPECT_EQ(ask(Root(), "s3:ListBucket", account_), "") << "of the organization";
  EXPECT_EQ(ask(Member(), "s3:ListBucket", account_), "");
  EXPECT_EQ(ask(stranger, "ec2:RunInstances", account_), "") << "a service without resource control policies";
  EXPECT_EQ(ask(stranger, "s3:ListBucket", kAccount), "") << "the management account's resources";
}

// "Resource control policies in your organization do not apply to AWS managed keys"; "kms:RetireGrant … is not
// effective in an RCP".
TEST_F(OrganizationsTest, AResourceControlPolicyReachesCustomersKeysOnly) {
  EXPECT_EQ(SetType("EnablePolicyType", "RESOURCE_CONTROL_POLICY").Outcome(), "200");
  const std::string policy = NewPolicy(
      R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}})",
      "RESOURCE_CONTROL_POLICY", "keys");
  EXPECT_EQ(Attach(policy, account_).Outcome(), "200");
  directory::KmsKey key;
  key.account = account_;
  key.region = testing::kRegion;
  key.id = "11111111-2222-3333-4444-555555555555";
  key.policy = directory::MakeStoredPolicy(DefaultKeyPolicy(account_), policy::DocumentKind::kResource, "key policy");
  const auto ask = [&](const std::string& action) {
    const http::Request request;
    Call call = MakeCall(request, Member());
    const auto refused = AuthorizeOnKey(call, key, {.action = action});
    return refused.has_value() ? refused->message : "";
  };
  EXPECT_THAT(ask("kms:Decrypt"), HasSubstr("with an explicit deny in a resource control policy"));
  EXPECT_EQ(ask("kms:RetireGrant"), "");
  key.owning_service = "s3";
  EXPECT_EQ(ask("kms:Decrypt"), "");
}

TEST_F(OrganizationsTest, ConditionsSeeTheOrganization) {
  const std::string path = organization_ + "/" + root_ + "/" + unit_ + "/";
  const auto holds = [&](const std::string& name, const std::string& condition) {
    const Caller caller =
        NewUser(name, R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{)" + condition + "}}", account_);
    return May(caller, "s3:CreateBucket").empty();
  };
  EXPECT_TRUE(holds("a", R"("StringEquals":{"aws:PrincipalOrgID":")" + organization_ + "\"}"));
  EXPECT_TRUE(holds("b", R"("ForAnyValue:StringEquals":{"aws:PrincipalOrgPaths":")" + path + "\"}"));
  EXPECT_TRUE(holds("c", R"("StringEquals":{"aws:ResourceOrgID":"${aws:PrincipalOrgID}"})"));
  EXPECT_TRUE(holds("d", R"("ForAnyValue:StringLike":{"aws:ResourceOrgPaths":")" + organization_ + "/*\"}"));
  EXPECT_TRUE(holds("e", R"("StringEquals":{"aws:ResourceAccount":")" + account_ + "\"}"));
  EXPECT_FALSE(holds("f", R"("StringEquals":{"aws:PrincipalOrgID":"o-other"})"));
  const Caller stranger = NewUser(
      "g", R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Null":{"aws:PrincipalOrgID":"true"}}})",
      kOtherAccount);
  EXPECT_EQ(May(stranger, "s3:CreateBucket"), "") << "who is in none has no key";
}

TEST_F(OrganizationsTest, WhoLeavesIsLimitedNoLonger) {
  EXPECT_EQ(Attach(NewPolicy(kDenyBuckets), root_).Outcome(), "200");
  const Caller ann = Member();
  EXPECT_NE(May(ann, "s3:CreateBucket"), "");
  EXPECT_EQ(As(ann, "LeaveOrganization").Outcome(), "200");
  EXPECT_EQ(May(ann, "s3:CreateBucket"), "");
  EXPECT_EQ(Ask("LeaveOrganization").error_code, "MasterCannotLeaveOrganizationException");
}

TEST_F(OrganizationsTest, WhatIsNoPolicyOfItsTypeIsRefused) {
  for (const char* wrong :
       {"no JSON", "{}", R"({"Version":"2012-10-17","Statement":[]})",
        R"({"Version":"2008-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}})",
        R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}})",
        R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*"}})"}) {
    EXPECT_EQ(TryPolicy(wrong).error_code, "MalformedPolicyDocumentException") << wrong;
  }
  const std::string type = "RESOURCE_CONTROL_POLICY";
  for (
      const char* wrong :
      {R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}})",
       R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"}})",
       R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","NotAction":"s3:*","Resource":"*"}})",
       R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}})",
       R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"iam:*","Resource":"*"}})"}) {
    EXPECT_EQ(TryPolicy(wrong, type).error_code, "MalformedPolicyDocumentException") << wrong;
  }
  EXPECT_EQ(TryPolicy(kDenyBuckets + std::string(6000, ' ')).error_code, "ConstraintViolationException");
  EXPECT_EQ(TryPolicy(kDenyBuckets, "TAG_POLICY").error_code, "PolicyTypeNotAvailableForOrganizationException");
  EXPECT_EQ(TryPolicy(kDenyBuckets, "X").error_code, "InvalidInputException");
}

TEST_F(OrganizationsTest, PoliciesInUseAndAwssOwnStay) {
  const std::string policy = NewPolicy(kDenyBuckets);
  EXPECT_EQ(TryPolicy(kDenyBuckets).error_code, "DuplicatePolicyException");
  EXPECT_EQ(Attach(policy, account_).Outcome(), "200");
  EXPECT_EQ(Attach(policy, account_).error_code, "DuplicatePolicyAttachmentException");
  EXPECT_EQ(Ask("DeletePolicy", R"({"PolicyId":")" + policy + "\"}").error_code, "PolicyInUseException");
  EXPECT_EQ(Ask("ListTargetsForPolicy", R"({"PolicyId":")" + policy + "\"}").At("Targets/Type"), "ACCOUNT");
  EXPECT_EQ(Ask("DeletePolicy", R"({"PolicyId":"p-FullAWSAccess"})").error_code, "InvalidInputException");
  EXPECT_EQ(Ask("UpdatePolicy", R"({"PolicyId":"p-FullAWSAccess","Name":"x"})").error_code, "InvalidInputException");
  EXPECT_EQ(Detach(policy, account_).Outcome(), "200");
  EXPECT_EQ(Detach(policy, account_).error_code, "PolicyNotAttachedException");
  EXPECT_EQ(Ask("DeletePolicy", R"({"PolicyId":")" + policy + "\"}").Outcome(), "200");
}

TEST_F(OrganizationsTest, AnUpdateHoldsFromTheNextRequestOn) {
  const std::string policy = NewPolicy(kDenyBuckets);
  EXPECT_EQ(Attach(policy, root_).Outcome(), "200");
  const Caller ann = Member();
  EXPECT_EQ(May(ann, "s3:DeleteBucket"), "");
  const boost::json::object body{
      {"PolicyId", policy},
      {"Content",
       R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}})"}};
  EXPECT_EQ(Ask("UpdatePolicy", boost::json::serialize(body)).Outcome(), "200");
  EXPECT_NE(May(ann, "s3:DeleteBucket"), "");
  EXPECT_EQ(May(ann, "s3:CreateBucket"), "");
}

TEST_F(OrganizationsTest, ListsComeInPages) {
  for (int i = 0; i < 25; ++i) NewUnit(root_, "u" + std::to_string(i));
  std::vector<std::string> ids;
  std::string token;
  int pages = 0;
  do {
    const std::string more = token.empty() ? "" : R"(,"NextToken":")" + token + "\"";
    const Reply page =
        Ask("ListOrganizationalUnitsForParent", R"({"ParentId":")" + root_ + R"(","MaxResults":10)" + more + "}");
    for (const std::string& id : page.All("OrganizationalUnits/Id")) ids.push_back(id);
    token = page.At("NextToken");
    ++pages;
  } while (token != "(none)");
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(ids.size(), 26U);
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  EXPECT_EQ(Ask("ListRoots", R"({"NextToken":"!"})").error_code, "InvalidInputException");
  EXPECT_EQ(Ask("ListRoots", R"({"NextToken":"zzzz"})").error_code, "InvalidInputException");
}

TEST_F(OrganizationsTest, TagsAreOfRootsUnitsAccountsAndPolicies) {
  const std::string policy = NewPolicy(kDenyBuckets);
  for (const std::string& id : {root_, unit_, account_, policy}) {
    const std::string head = R"({"ResourceId":")" + id + "\"";
    EXPECT_EQ(Ask("TagResource", head + R"(,"Tags":[{"Key":"team","Value":"a"},{"Key":"x","Value":""}]})").Outcome(),
              "200");
    EXPECT_EQ(Ask("UntagResource", head + R"(,"TagKeys":["x"]})").Outcome(), "200");
    EXPECT_THAT(Ask("ListTagsForResource", head + "}").All("Tags/Key"), ElementsAre("team"));
    EXPECT_EQ(Ask("TagResource", head + R"(,"Tags":[{"Key":"aws:x","Value":""}]})").error_code,
              "InvalidInputException");
  }
  const Caller tagged = NewUser(
      "t",
      R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/team":"a"}}})");
  EXPECT_TRUE(As(tagged, "DescribeOrganizationalUnit", R"({"OrganizationalUnitId":")" + unit_ + "\"}").ok());
}

TEST_F(OrganizationsTest, ThePolicyTypeIsAConditionKey) {
  const Caller caller = NewUser(
      "p",
      R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"organizations:PolicyType":"SERVICE_CONTROL_POLICY"}}})");
  EXPECT_TRUE(As(caller, "ListPolicies", R"({"Filter":"SERVICE_CONTROL_POLICY"})").ok());
  EXPECT_EQ(As(caller, "ListPolicies", R"({"Filter":"RESOURCE_CONTROL_POLICY"})").error_code, "AccessDeniedException");
}

TEST_F(OrganizationsTest, TagsOfTheRootLeaveWhatWasAttachedMeanwhile) {
  const std::string guard = NewPolicy(kDenyBuckets);
  const std::string tag = R"({"ResourceId":")" + root_ + R"(","Tags":[{"Key":"team","Value":"a"}]})";
  HoldSnapshot();
  ASSERT_EQ(Attach(guard, root_).Outcome(), "200");
  ASSERT_EQ(Ask("TagResource", tag).Outcome(), "200");
  ReleaseSnapshot();
  EXPECT_THAT(Ask("ListTargetsForPolicy", R"({"PolicyId":")" + guard + "\"}").All("Targets/TargetId"),
              ElementsAre(root_));
  EXPECT_EQ(Ask("ListTagsForResource", R"({"ResourceId":")" + root_ + "\"}").At("Tags/Key"), "team");
}

TEST_F(OrganizationsTest, AnOrganizationThatEndsMeanwhileCannotBeTagged) {
  ASSERT_EQ(Ask("RemoveAccountFromOrganization", R"({"AccountId":")" + account_ + "\"}").Outcome(), "200");
  ASSERT_EQ(Ask("DeleteOrganizationalUnit", R"({"OrganizationalUnitId":")" + unit_ + "\"}").Outcome(), "200");
  HoldSnapshot();
  ASSERT_EQ(Ask("DeleteOrganization").Outcome(), "200");
  const std::string tag = R"({"ResourceId":")" + root_ + R"(","Tags":[{"Key":"team","Value":"a"}]})";
  EXPECT_EQ(Ask("TagResource", tag).error_code, "AWSOrganizationsNotInUseException");
}

TEST_F(OrganizationsTest, WhatIsNotServedIsSaidByName) {
  ExpectError(Ask("InviteAccountToOrganization"), 501, "NotImplemented",
              "InviteAccountToOrganization of AWS Organizations is not served here.");
  EXPECT_EQ(As(NewUser("n"), "CloseAccount").error_code, "AccessDeniedException");
  EXPECT_EQ(Ask("NoSuchOperation").error_code, "UnknownOperationException");
}

TEST_F(OrganizationsTest, OnlyAnEmptyOrganizationCanBeDeleted) {
  EXPECT_EQ(Ask("DeleteOrganization").error_code, "OrganizationNotEmptyException");
  EXPECT_EQ(Ask("RemoveAccountFromOrganization", R"({"AccountId":")" + account_ + "\"}").Outcome(), "200");
  EXPECT_EQ(Ask("DeleteOrganizationalUnit", R"({"OrganizationalUnitId":")" + unit_ + "\"}").Outcome(), "200");
  EXPECT_EQ(Ask("DeleteOrganization").Outcome(), "200");
  EXPECT_EQ(Ask("DescribeOrganization").error_code, "AWSOrganizationsNotInUseException");
  EXPECT_TRUE(snapshot()->organization_policies.Sorted().empty());
}

}  // namespace
}  // namespace rolecall::services::organizations
