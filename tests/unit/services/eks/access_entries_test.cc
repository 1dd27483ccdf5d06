#include <set>

#include "tests/unit/services/eks/access_entry_fixture.h"

namespace rolecall::services::eks {
namespace {

constexpr char kInvalidPrincipal[] =
    "400 InvalidParameterException: The specified principalArn is invalid: invalid principal.";

TEST_F(AccessEntryTest, AnEntryIsMadeShownChangedAndDeleted) {
  const Reply made =
      Enter(kRoleArn, {{"tags", bj::object{{"team", "a"}}}, {"kubernetesGroups", {"dev", "ops", "dev"}}});
  ASSERT_EQ(made.Outcome(), "200");
  EXPECT_EQ(made.At("accessEntry/clusterName"), "main");
  EXPECT_EQ(made.At("accessEntry/principalArn"), kRoleArn);
  EXPECT_EQ(made.At("accessEntry/type"), "STANDARD");
  EXPECT_EQ(made.At("accessEntry/username"), "arn:aws:sts::054000737513:assumed-role/app/{{SessionName}}");
  EXPECT_EQ(made.All("accessEntry/kubernetesGroups"), (std::vector<std::string>{"dev", "ops"}));
  EXPECT_EQ(made.At("accessEntry/tags/team"), "a");
  const std::string arn = made.At("accessEntry/accessEntryArn");
  EXPECT_TRUE(arn.starts_with("arn:aws:eks:eu-central-1:054000737513:access-entry/main/role/054000737513/app/")) << arn;
  EXPECT_EQ(Ask(Root(), "GET", At(kRoleArn)).body, made.body);

  clock().Advance(std::chrono::seconds(5));
  const Reply changed =
      Ask(Root(), "POST", At(kRoleArn), {{"kubernetesGroups", {"dev"}}, {"username", "app:{{SessionName}}"}});
  ASSERT_EQ(changed.Outcome(), "200");
  EXPECT_EQ(changed.All("accessEntry/kubernetesGroups"), std::vector<std::string>{"dev"});
  EXPECT_EQ(changed.At("accessEntry/username"), "app:{{SessionName}}");
  EXPECT_EQ(changed.At("accessEntry/accessEntryArn"), arn);
  EXPECT_NE(changed.At("accessEntry/modifiedAt"), changed.At("accessEntry/createdAt"));
  // What is left out stays; an empty list empties.
  EXPECT_EQ(Ask(Root(), "POST", At(kRoleArn), {{"username", "x"}}).All("accessEntry/kubernetesGroups").size(), 1u);
  const Reply emptied = Ask(Root(), "POST", At(kRoleArn), {{"kubernetesGroups", bj::array()}});
  EXPECT_EQ(emptied.All("accessEntry/kubernetesGroups").size(), 0u);
  EXPECT_EQ(emptied.At("accessEntry/username"), "x");

  const Reply gone = Ask(Root(), "DELETE", At(kRoleArn));
  EXPECT_EQ(gone.Outcome(), "200");
  EXPECT_EQ(gone.body, "{}");
  const std::string none =
      "404 ResourceNotFoundException: The specified principalArn could not be found. You can view your available "
      "access entries with 'list-access-entries'.";
  EXPECT_EQ(Ask(Root(), "GET", At(kRoleArn)).Outcome(), none);
  EXPECT_EQ(Ask(Root(), "DELETE", At(kRoleArn)).Outcome(), none);
  EXPECT_EQ(Ask(Root(), "POST", At(kRoleArn), {{"username", "x"}}).Outcome(), none);
}

TEST_F(AccessEntryTest, APrincipalHasOneEntryInACluster) {
  const Reply made = Enter(kRoleArn, {{"clientRequestToken", "t-1"}});
  EXPECT_EQ(Enter(kRoleArn, {{"clientRequestToken", "t-1"}}).body, made.body);
  const std::string taken =
      "409 ResourceInUseException: The specified access entry resource is already in use on this cluster.";
  EXPECT_EQ(Enter(kRoleArn, {{"clientRequestToken", "t-2"}}).Outcome(), taken);
  EXPECT_EQ(Enter(kRoleArn, {{"clientRequestToken", "t-1"}, {"username", "x"}}).Outcome(), taken);
  EXPECT_EQ(Enter(kRoleArn).Outcome(), taken);
  EXPECT_EQ(Ask(Root(), "POST", "/clusters/other/access-entries", {{"principalArn", kRoleArn}}).Outcome(),
            "404 ResourceNotFoundException: No cluster found for name: other.");
}

TEST_F(AccessEntryTest, TheUsernameFollowsThePrincipalAndTheType) {
  EXPECT_EQ(Enter(kUserArn).At("accessEntry/username"), kUserArn);
  EXPECT_TRUE(Ask(Root(), "GET", At(kUserArn)).At("accessEntry/accessEntryArn").find("/main/user/054000737513/ann/") !=
              std::string::npos);
  Write([&](directory::Transaction& transaction) {
    directory::Role role;
    role.account = kAccount;
    role.name = "far";
    role.path = "/teams/web/";
    role.id = "AROAFAR";
    transaction.Put(std::move(role));
  });
  const Reply far = Enter("arn:aws:iam::054000737513:role/teams/web/far");
  EXPECT_EQ(far.At("accessEntry/username"), "arn:aws:sts::054000737513:assumed-role/far/{{SessionName}}");
  EXPECT_EQ(far.At("accessEntry/principalArn"), "arn:aws:iam::054000737513:role/teams/web/far");
  EXPECT_EQ(Enter("arn:aws:iam::054000737513:root").At("accessEntry/username"), "arn:aws:iam::054000737513:root");
  // Set to nothing, it is the one that EKS gives again.
  Ask(Root(), "POST", At(kUserArn), {{"username", "x"}});
  EXPECT_EQ(Ask(Root(), "POST", At(kUserArn), {{"username", ""}}).At("accessEntry/username"), kUserArn);
}

TEST_F(AccessEntryTest, EntriesOfNodesHaveNamesOfTheirOwn) {
  const std::pair<const char*, const char*> types[] = {{"EC2", "system:node:{{SessionName}}"},
                                                       {"EC2_LINUX", "system:node:{{EC2PrivateDNSName}}"},
                                                       {"EC2_WINDOWS", "system:node:{{EC2PrivateDNSName}}"},
                                                       {"FARGATE_LINUX", "system:node:{{SessionName}}"},
                                                       {"HYBRID_LINUX", "system:node:{{SessionName}}"},
                                                       {"HYPERPOD_LINUX", "system:node:{{SessionName}}"}};
  for (const auto& [type, username] : types) {
    const Reply made = Enter(kRoleArn, {{"type", type}});
    EXPECT_EQ(made.At("accessEntry/username"), username) << type;
    const std::vector<std::string> groups = made.All("accessEntry/kubernetesGroups");
    EXPECT_NE(std::ranges::find(groups, "system:nodes"), groups.end()) << type;
    const std::string is = std::string(" is not allowed when the type is \"") + type + "\"";
    EXPECT_EQ(
        Enter(kRoleArn, {{"type", type}, {"kubernetesGroups", {"dev"}}}).Outcome(),
        "400 InvalidParameterException: The specified kubernetesGroups is invalid: setting kubernetesGroups" + is);
    EXPECT_EQ(Enter(kRoleArn, {{"type", type}, {"username", "dev"}}).Outcome(),
              "400 InvalidParameterException: The specified username is invalid: setting username" + is);
    EXPECT_EQ(Enter(kUserArn, {{"type", type}}).Outcome(),
              "400 InvalidParameterException: AccessEntry principalArn must be IAM role when using types [EC2_LINUX, "
              "EC2_WINDOWS, FARGATE_LINUX, HYBRID_LINUX, EC2]");
    EXPECT_EQ(Enter("arn:aws:iam::111122223333:role/app", {{"type", type}}).Outcome(),
              "400 InvalidParameterException: AccessEntry principalArn must be from the same account as the cluster "
              "when using types [EC2_LINUX, EC2_WINDOWS, FARGATE_LINUX, HYBRID_LINUX, EC2]");
    EXPECT_EQ(Ask(Root(), "POST", At(kRoleArn), {{"username", "dev"}}).Outcome(),
              "400 InvalidParameterException: This operation can only be performed on Access Entries with a type of "
              "\"STANDARD\".");
    EXPECT_EQ(Ask(Root(), "DELETE", At(kRoleArn)).Outcome(), "200");
  }
  EXPECT_EQ(Enter(kRoleArn, {{"type", "Standard"}}).Outcome(),
            "400 InvalidParameterException: AccessEntry type must be one of [EC2_LINUX, EC2_WINDOWS, FARGATE_LINUX, "
            "STANDARD, HYBRID_LINUX, EC2, HYPERPOD_LINUX]");
}

TEST_F(AccessEntryTest, NodesOfOnesOwnAreForThoseWhoMayPassTheRole) {
  const std::string create = Allow("eks:CreateAccessEntry");
  const bj::object linux{{"principalArn", kRoleArn}, {"type", "EC2_LINUX"}};
  services::testing::ExpectDenied(Ask(NewUser("bob", create), "POST", kEntries, linux), "iam:PassRole");
  EXPECT_EQ(Ask(NewUser("eve", create + "," + Allow("iam:PassRole", kRoleArn)), "POST", kEntries, linux).Outcome(),
            "200");
  EXPECT_EQ(Ask(NewUser("joe", create), "POST", kEntries, {{"principalArn", kUserArn}}).Outcome(), "200");
}

TEST_F(AccessEntryTest, ThePrincipalIsOneOfIamThatIsThere) {
  EXPECT_EQ(Enter("app").Outcome(), "400 InvalidParameterException: The principalArn parameter format is not valid");
  for (const char* principal :
       {"arn:aws:iam::054000737513:role/none", "arn:aws:iam::054000737513:user/app",
        "arn:aws:iam::054000737513:group/g", "arn:aws:sts::054000737513:assumed-role/app/s",
        "arn:aws-cn:iam::054000737513:role/app", "arn:aws:iam::1:role/app", "arn:aws:iam::054000737513:role/"}) {
    EXPECT_EQ(Enter(principal).Outcome(), kInvalidPrincipal) << principal;
  }
  EXPECT_EQ(
      Enter("arn:aws:iam::054000737513:role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS").Outcome(),
      "400 InvalidParameterException: The caller is not allowed to modify access entries with a principalArn "
      "value of a Service Linked Role");
  // Of other accounts those are known that are the plane's.
  EXPECT_EQ(Enter("arn:aws:iam::999999999999:role/any").Outcome(), "200");
  EXPECT_EQ(Enter("arn:aws:iam::111122223333:role/app").Outcome(), kInvalidPrincipal);
  PutRole("app", kPodTrust, "", kOtherAccount);
  EXPECT_EQ(Enter("arn:aws:iam::111122223333:role/app").Outcome(), "200");
}

TEST_F(AccessEntryTest, AnEntryIsOfThePrincipalThatWasThere) {
  ASSERT_EQ(Enter(kRoleArn).Outcome(), "200");
  const std::string key = std::string(kAccount) + "/" + kRegion + "/main/" + kRoleArn;
  const auto entry = snapshot()->access_entries.Find(key);
  ASSERT_NE(entry, nullptr);
  const std::string id = entry->principal_id;
  EXPECT_EQ(id, directory::FindRoleByArn(*snapshot(), kRoleArn)->id);
  PutRole("app", kPodTrust);  // made anew
  EXPECT_NE(directory::FindRoleByArn(*snapshot(), kRoleArn)->id, id);
  EXPECT_EQ(Ask(Root(), "GET", At(kRoleArn)).Outcome(), "200");
  EXPECT_EQ(Enter(kRoleArn).error_code, "ResourceInUseException");
  EXPECT_EQ(Ask(Root(), "POST", At(kRoleArn), {{"username", "x"}}).Outcome(), "200");
  EXPECT_EQ(snapshot()->access_entries.Find(key)->principal_id, id);
  Ask(Root(), "DELETE", At(kRoleArn));
  Enter(kRoleArn);
  EXPECT_EQ(snapshot()->access_entries.Find(key)->principal_id, directory::FindRoleByArn(*snapshot(), kRoleArn)->id);
}

TEST_F(AccessEntryTest, NamesThatAreKubernetesOwnAreRefused) {
  for (const std::string prefix : {"system:", "eks:", "aws:", "amazon:", "iam:"}) {
    EXPECT_EQ(Enter(kRoleArn, {{"username", prefix + "x"}}).Outcome(),
              "400 InvalidParameterException: The username must not begin with " + prefix);
    EXPECT_EQ(Enter(kRoleArn, {{"kubernetesGroups", {"dev", prefix + "x"}}}).Outcome(),
              "400 InvalidParameterException: The kubernetes group name " + prefix +
                  "x is invalid, it cannot start with " + prefix);
  }
  const auto code = [&](const bj::object& more) { return Enter(kRoleArn, more).error_code; };
  EXPECT_EQ(code({{"username", "john{{SessionName}}"}}), "InvalidParameterException");
  EXPECT_EQ(code({{"username", "john{{SessionNameRaw}}:"}}), "InvalidParameterException");
  EXPECT_EQ(code({{"username", std::string(257, 'x')}}), "InvalidParameterException");
  EXPECT_EQ(code({{"username", "a\nb"}}), "InvalidParameterException");
  EXPECT_EQ(code({{"username", 7}}), "SerializationException");
  EXPECT_EQ(code({{"kubernetesGroups", {""}}}), "InvalidParameterException");
  EXPECT_EQ(code({{"kubernetesGroups", "dev"}}), "SerializationException");
  EXPECT_EQ(code({{"kubernetesGroups", {1}}}), "SerializationException");
  EXPECT_EQ(code({{"kubernetesGroups", bj::array(101, "x")}}), "InvalidParameterException");
  EXPECT_EQ(code({{"tags", bj::object{{"aws:x", "1"}}}}), "InvalidParameterException");
  EXPECT_EQ(code({{"clientRequestToken", std::string(257, 'x')}}), "InvalidParameterException");
  EXPECT_EQ(Ask(Root(), "POST", kEntries).error_code, "InvalidParameterException");
  EXPECT_EQ(code({{"username", "jo:hn{{SessionNameRaw}}"}}), "");
  EXPECT_EQ(Ask(Root(), "POST", At(kRoleArn), {{"kubernetesGroups", {"system:masters"}}}).error_code,
            "InvalidParameterException");
}

TEST_F(AccessEntryTest, EntriesAreListedByPagesAndByPolicy) {
  std::set<std::string> wanted;
  for (const std::string name : {"a", "b", "c"}) {
    PutRole(name, kPodTrust);
    wanted.insert("arn:aws:iam::054000737513:role/" + name);
    Enter("arn:aws:iam::054000737513:role/" + name);
  }
  std::set<std::string> found;
  std::string token;
  for (int pages = 1;; ++pages) {
    const Reply page =
        Ask(Root(), "GET",
            std::string(kEntries) + "?maxResults=2" + (token.empty() ? "" : "&nextToken=" + PercentEncode(token)));
    ASSERT_EQ(page.Outcome(), "200");
    for (const std::string& arn : page.All("accessEntries")) EXPECT_TRUE(found.insert(arn).second);
    token = page.At("nextToken");
    if (token == "null") {
      EXPECT_EQ(pages, 2);
      break;
    }
  }
  EXPECT_EQ(found, wanted);
  // A token is good for the list that gave it.
  const std::string given = Ask(Root(), "GET", std::string(kEntries) + "?maxResults=1").At("nextToken");
  EXPECT_EQ(Ask(Root(), "GET", "/access-policies?nextToken=" + PercentEncode(given)).error_code,
            "InvalidParameterException");
  for (const char* token_of_nobody : {"zzzz", "!", "L2NsdXN0ZXJz"}) {
    EXPECT_EQ(Ask(Root(), "GET", std::string(kEntries) + "?nextToken=" + token_of_nobody).error_code,
              "InvalidParameterException")
        << token_of_nobody;
  }
  Give("arn:aws:iam::054000737513:role/b", kViewPolicy, {{"type", "cluster"}});
  const std::string filter = std::string(kEntries) + "?associatedPolicyArn=";
  EXPECT_EQ(Ask(Root(), "GET", filter + PercentEncode(kViewPolicy)).All("accessEntries"),
            std::vector<std::string>{"arn:aws:iam::054000737513:role/b"});
  EXPECT_EQ(Ask(Root(), "GET", filter + PercentEncode(kEditPolicy)).All("accessEntries").size(), 0u);
  EXPECT_EQ(Ask(Root(), "GET", std::string(kEntries) + "?maxResults=0").error_code, "InvalidParameterException");
  EXPECT_EQ(Ask(Root(), "GET", "/clusters/other/access-entries").error_code, "ResourceNotFoundException");
}

TEST_F(AccessEntryTest, AnEntryHasTagsByItsArn) {
  const std::string arn = Enter(kRoleArn).At("accessEntry/accessEntryArn"), target = "/tags/" + PercentEncode(arn);
  EXPECT_EQ(Ask(Root(), "POST", target, {{"tags", bj::object{{"team", "a"}, {"env", "x"}}}}).Outcome(), "200");
  EXPECT_EQ(Ask(Root(), "DELETE", target + "?tagKeys=env").Outcome(), "200");
  EXPECT_EQ(Ask(Root(), "GET", target).body, R"({"tags":{"team":"a"}})");
  EXPECT_EQ(Ask(Root(), "GET", At(kRoleArn)).At("accessEntry/tags/team"), "a");
  const std::string allowed = R"({"Effect":"Allow","Action":"eks:*","Resource":"*","Condition":{"StringEquals":)"
                              R"({"aws:ResourceTag/team":"a"}}})";
  const Caller bob = NewUser("bob", allowed);
  EXPECT_EQ(Ask(bob, "GET", At(kRoleArn)).Outcome(), "200");
  services::testing::ExpectDenied(Ask(bob, "GET", At(kUserArn)), "eks:DescribeAccessEntry");
  Ask(Root(), "DELETE", At(kRoleArn));
  EXPECT_EQ(Ask(Root(), "GET", target).error_code, "NotFoundException");
  EXPECT_EQ(Ask(Root(), "POST", target, {{"tags", bj::object{{"team", "a"}}}}).error_code, "NotFoundException");
}

TEST_F(AccessEntryTest, WhoMakesAnEntryWithTagsMustBeAllowedToTagIt) {
  const bj::object body{{"principalArn", kRoleArn}, {"tags", bj::object{{"team", "a"}}}};
  const std::string create = Allow("eks:CreateAccessEntry");
  services::testing::ExpectDenied(Ask(NewUser("bob", create), "POST", kEntries, body), "eks:TagResource");
  const std::string tag =
      Allow("eks:TagResource", "arn:aws:eks:eu-central-1:054000737513:access-entry/main/role/054000737513/app/*");
  EXPECT_EQ(Ask(NewUser("eve", create + "," + tag), "POST", kEntries, body).Outcome(), "200");
}

TEST_F(AccessEntryTest, WhoMayNotAskDoesNotLearnWhetherThereIsOne) {
  const Caller bob = NewUser("bob");
  const std::string without = Ask(bob, "GET", At(kRoleArn)).body;
  Enter(kRoleArn);
  EXPECT_EQ(Ask(bob, "GET", At(kRoleArn)).body, without);
}

TEST_F(AccessEntryTest, GroupsOfARequestAreAPolicysToJudge) {
  Enter(kRoleArn, {{"kubernetesGroups", {"dev"}}});
  const std::string only_dev =
      R"({"Effect":"Allow","Action":"eks:*","Resource":"*","Condition":)"
      R"({"ForAllValues:StringEquals":{"eks:kubernetesGroups":"dev"},"Null":{"eks:kubernetesGroups":"false"}}})";
  const Caller bob = NewUser("bob", only_dev);
  EXPECT_EQ(Ask(bob, "POST", At(kRoleArn), {{"username", "x"}}).Outcome(), "200");
  services::testing::ExpectDenied(Ask(bob, "POST", At(kRoleArn), {{"kubernetesGroups", {"dev", "ops"}}}),
                                  "eks:UpdateAccessEntry");
  services::testing::ExpectDenied(Ask(bob, "POST", kEntries, {{"principalArn", kUserArn}}), "eks:CreateAccessEntry");
  EXPECT_EQ(Ask(bob, "POST", kEntries, {{"principalArn", kUserArn}, {"kubernetesGroups", {"dev"}}}).Outcome(), "200");
}

TEST_F(AccessEntryTest, AClusterHasSoManyEntries) {
  Write([&](directory::Transaction& transaction) {
    for (int i = 0; i < 3000; ++i) {
      directory::AccessEntry entry;
      entry.account = kAccount;
      entry.region = kRegion;
      entry.cluster = "main";
      entry.principal_arn = "arn:aws:iam::999999999999:role/r" + std::to_string(i);
      transaction.Put(std::move(entry));
    }
  });
  EXPECT_EQ(Enter(kRoleArn).error_code, "ResourceLimitExceededException");
}

}  // namespace
}  // namespace rolecall::services::eks
