// ReplicateSecretToRegions, RemoveRegionsFromReplication, StopReplicationToReplica, AddReplicaRegions.
#include <gmock/gmock.h>

#include "tests/unit/services/secretsmanager/secretsmanager_fixture.h"

namespace rolecall::services::secretsmanager {
namespace {

using ::testing::ElementsAre;

constexpr char kOther[] = "eu-west-1";

class SecretsReplication : public SecretsTest {
 protected:
  static bj::array Regions(std::initializer_list<const char*> names) {
    bj::array list;
    for (const char* name : names) list.emplace_back(bj::object{{"Region", name}});
    return list;
  }
  Reply Replicate(std::initializer_list<const char*> regions, bj::object more = {}) {
    more["SecretId"] = "app";
    more["AddReplicaRegions"] = Regions(regions);
    return Ask("ReplicateSecretToRegions", more);
  }
  Reply AskIn(const char* region, const std::string& operation, const bj::object& input) {
    set_region(region);
    Reply reply = Ask(operation, input);
    set_region(testing::kRegion);
    return reply;
  }
  static void ExpectNotOnReplica(const Reply& reply) {
    ExpectError(reply, 400, "InvalidParameterException",
                "Operation not permitted on a replica secret. Call must be made in primary secret's region.");
  }
};

TEST_F(SecretsReplication, AReplicaHasTheSameNameSuffixAndValues) {
  const std::string arn = NewSecret("app", "one", {{"AddReplicaRegions", Regions({kOther})}, {"Description", "d"}});
  const Reply got = AskIn(kOther, "GetSecretValue", {{"SecretId", "app"}});
  EXPECT_EQ(got.At("SecretString"), "one");
  EXPECT_EQ(got.At("ARN"), "arn:aws:secretsmanager:eu-west-1" + arn.substr(arn.find(":054000737513")));
  const Reply primary = Ask("DescribeSecret", {{"SecretId", "app"}});
  EXPECT_EQ(primary.At("PrimaryRegion"), testing::kRegion);
  EXPECT_THAT(primary.All("ReplicationStatus/Region"), ElementsAre(kOther));
  EXPECT_THAT(primary.All("ReplicationStatus/Status"), ElementsAre("InSync"));
  EXPECT_THAT(primary.All("ReplicationStatus/KmsKeyId"), ElementsAre("alias/aws/secretsmanager"));
  const Reply replica = AskIn(kOther, "DescribeSecret", {{"SecretId", "app"}});
  EXPECT_EQ(replica.At("PrimaryRegion"), testing::kRegion);
  EXPECT_EQ(replica.At("Description"), "d");
  EXPECT_EQ(replica.At("ReplicationStatus"), "(none)");
  EXPECT_EQ(Ask("DescribeSecret", {{"SecretId", "app"}}).At("LastAccessedDate"), "(none)");
  EXPECT_NE(primary.At("ReplicationStatus/LastAccessedDate"), "(none)");
}

TEST_F(SecretsReplication, EveryChangeOfThePrimaryIsItsReplicasToo) {
  NewSecret("app");
  const Reply replicated = Replicate({kOther, "us-east-1"});
  EXPECT_THAT(replicated.All("ReplicationStatus/StatusMessage"),
              ElementsAre("Replication succeeded", "Replication succeeded"));
  ASSERT_EQ(PutValue("app", kSecond, "two").status, 200);
  ASSERT_EQ(
      Ask("TagResource", {{"SecretId", "app"}, {"Tags", bj::array{bj::object{{"Key", "a"}, {"Value", "1"}}}}}).status,
      200);
  ASSERT_EQ(Ask("PutResourcePolicy",
                {{"SecretId", "app"},
                 {"ResourcePolicy",
                  testing::PolicyDocument(
                      R"({"Effect":"Deny","Principal":"*","Action":"secretsmanager:DeleteSecret","Resource":"*"})")}})
                .status,
            200);
  ASSERT_EQ(
      Ask("UpdateSecretVersionStage", {{"SecretId", "app"}, {"VersionStage", "mine"}, {"MoveToVersionId", kFirst}})
          .status,
      200);
  for (const char* region : {kOther, "us-east-1"}) {
    EXPECT_EQ(AskIn(region, "GetSecretValue", {{"SecretId", "app"}}).At("SecretString"), "two");
    EXPECT_EQ(AskIn(region, "GetSecretValue", {{"SecretId", "app"}, {"VersionStage", "mine"}}).At("SecretString"),
              "one");
    EXPECT_EQ(AskIn(region, "DescribeSecret", {{"SecretId", "app"}}).At("Tags/Key"), "a");
    EXPECT_NE(AskIn(region, "GetResourcePolicy", {{"SecretId", "app"}}).At("ResourcePolicy"), "(none)");
  }
}

TEST_F(SecretsReplication, AReplicaIsNotChangedByItself) {
  NewSecret("app", "one", {{"AddReplicaRegions", Regions({kOther})}});
  ExpectNotOnReplica(AskIn(kOther, "DeleteSecret", {{"SecretId", "app"}, {"ForceDeleteWithoutRecovery", true}}));
  ExpectNotOnReplica(
      AskIn(kOther, "PutSecretValue", {{"SecretId", "app"}, {"SecretString", "x"}, {"ClientRequestToken", kSecond}}));
  ExpectNotOnReplica(AskIn(kOther, "UpdateSecret", {{"SecretId", "app"}, {"Description", "x"}}));
  ExpectNotOnReplica(AskIn(kOther, "TagResource", {{"SecretId", "app"}, {"Tags", bj::array{}}}));
  ExpectNotOnReplica(AskIn(kOther, "UntagResource", {{"SecretId", "app"}, {"TagKeys", bj::array{"a"}}}));
  ExpectNotOnReplica(AskIn(kOther, "PutResourcePolicy", {{"SecretId", "app"}, {"ResourcePolicy", "{}"}}));
  ExpectNotOnReplica(AskIn(kOther, "DeleteResourcePolicy", {{"SecretId", "app"}}));
  ExpectNotOnReplica(AskIn(kOther, "RotateSecret", {{"SecretId", "app"}, {"ClientRequestToken", kSecond}}));
  ExpectNotOnReplica(AskIn(kOther, "RestoreSecret", {{"SecretId", "app"}}));
  ExpectNotOnReplica(
      AskIn(kOther, "ReplicateSecretToRegions", {{"SecretId", "app"}, {"AddReplicaRegions", Regions({"us-east-1"})}}));
  // "… except for its encryption key."
  ASSERT_EQ(AskIn(kOther, "UpdateSecret", {{"SecretId", "app"}, {"KmsKeyId", "alias/west"}}).status, 200);
  EXPECT_EQ(AskIn(kOther, "DescribeSecret", {{"SecretId", "app"}}).At("KmsKeyId"), "alias/west");
  ASSERT_EQ(PutValue("app", kSecond, "two").status, 200);
  EXPECT_EQ(AskIn(kOther, "DescribeSecret", {{"SecretId", "app"}}).At("KmsKeyId"), "alias/west");
  EXPECT_EQ(Ask("DescribeSecret", {{"SecretId", "app"}}).At("ReplicationStatus/KmsKeyId"), "alias/west");
  EXPECT_EQ(AskIn(kOther, "GetSecretValue", {{"SecretId", "app"}}).At("SecretString"), "two");
}

TEST_F(SecretsReplication, APrimaryIsDeletedAfterItsReplicas) {
  const std::string arn = NewSecret("app", "one", {{"AddReplicaRegions", Regions({"us-east-1", kOther})}});
  ExpectError(Ask("DeleteSecret", {{"SecretId", "app"}}), 400, "InvalidParameterException",
              "You can't delete secret " + arn + " that still has replica regions [eu-west-1, us-east-1].");
  const Reply removed =
      Ask("RemoveRegionsFromReplication", {{"SecretId", "app"}, {"RemoveReplicaRegions", bj::array{kOther}}});
  EXPECT_THAT(removed.All("ReplicationStatus/Region"), ElementsAre("us-east-1"));
  ExpectNotFound(AskIn(kOther, "DescribeSecret", {{"SecretId", "app"}}));
  ASSERT_EQ(Ask("RemoveRegionsFromReplication", {{"SecretId", "app"}, {"RemoveReplicaRegions", bj::array{"us-east-1"}}})
                .status,
            200);
  EXPECT_EQ(Ask("RemoveRegionsFromReplication", {{"SecretId", "app"}, {"RemoveReplicaRegions", bj::array{kOther}}})
                .error_code,
            "InvalidParameterException");
  EXPECT_EQ(Ask("DeleteSecret", {{"SecretId", "app"}}).status, 200);
}

TEST_F(SecretsReplication, ASecretInTheWayFailsTheReplicaNotTheCall) {
  NewSecret("app");
  set_region(kOther);
  NewSecret("app", "theirs");
  set_region(testing::kRegion);
  const Reply failed = Replicate({kOther});
  EXPECT_EQ(failed.status, 200);
  EXPECT_THAT(failed.All("ReplicationStatus/Status"), ElementsAre("Failed"));
  EXPECT_THAT(failed.All("ReplicationStatus/StatusMessage"),
              ElementsAre("Replication failed: Secret name app already exists in region eu-west-1."));
  ASSERT_EQ(PutValue("app", kSecond, "two").status, 200);
  EXPECT_EQ(AskIn(kOther, "GetSecretValue", {{"SecretId", "app"}}).At("SecretString"), "theirs");
  const Reply forced = Replicate({kOther}, {{"ForceOverwriteReplicaSecret", true}});
  EXPECT_THAT(forced.All("ReplicationStatus/Status"), ElementsAre("InSync"));
  EXPECT_EQ(AskIn(kOther, "GetSecretValue", {{"SecretId", "app"}}).At("SecretString"), "two");
}

TEST_F(SecretsReplication, WhatOtherReplicasHangOnIsNotOverwritten) {
  NewSecret("app");
  set_region(kOther);
  NewSecret("app", "theirs", {{"AddReplicaRegions", Regions({"us-east-1"})}});
  set_region(testing::kRegion);
  const Reply forced = Replicate({kOther, "us-east-1"}, {{"ForceOverwriteReplicaSecret", true}});
  EXPECT_THAT(forced.All("ReplicationStatus/Status"), ElementsAre("Failed", "Failed"));
  for (const char* region : {kOther, "us-east-1"}) {
    EXPECT_EQ(AskIn(region, "GetSecretValue", {{"SecretId", "app"}}).At("SecretString"), "theirs");
  }
}

TEST_F(SecretsReplication, APromotedReplicaIsASecretByItself) {
  NewSecret("app", "one", {{"AddReplicaRegions", Regions({kOther})}});
  EXPECT_EQ(Ask("StopReplicationToReplica", {{"SecretId", "app"}}).error_code, "InvalidParameterException");
  const Reply stopped = AskIn(kOther, "StopReplicationToReplica", {{"SecretId", "app"}});
  EXPECT_EQ(stopped.At("ARN"), AskIn(kOther, "DescribeSecret", {{"SecretId", "app"}}).At("ARN"));
  ASSERT_EQ(PutValue("app", kSecond, "two").status, 200);
  EXPECT_EQ(AskIn(kOther, "GetSecretValue", {{"SecretId", "app"}}).At("SecretString"), "one");
  EXPECT_EQ(Ask("DescribeSecret", {{"SecretId", "app"}}).At("ReplicationStatus"), "(none)");
  EXPECT_EQ(AskIn(kOther, "DescribeSecret", {{"SecretId", "app"}}).At("PrimaryRegion"), "(none)");
  EXPECT_EQ(AskIn(kOther, "DeleteSecret", {{"SecretId", "app"}}).status, 200);
  EXPECT_EQ(Ask("DeleteSecret", {{"SecretId", "app"}}).status, 200);
}

TEST_F(SecretsReplication, RegionsAreOthersOfThisServer) {
  NewSecret("app");
  for (const auto& regions : {Regions({testing::kRegion}), Regions({"nowhere"}), Regions({kOther, kOther})}) {
    ExpectError(Ask("ReplicateSecretToRegions", {{"SecretId", "app"}, {"AddReplicaRegions", regions}}), 400,
                "InvalidParameterException", "Invalid replica region.");
  }
  ExpectError(Ask("ReplicateSecretToRegions", {{"SecretId", "app"}, {"AddReplicaRegions", bj::array{}}}), 400,
              "ValidationException",
              "1 validation error detected: Value '[]' at 'addReplicaRegions' failed to satisfy constraint: Member "
              "must have length greater than or equal to 1");
  EXPECT_EQ(Ask("ReplicateSecretToRegions", {{"SecretId", "app"}}).error_code, "ValidationException");
  set_regions(services::Regions({testing::kRegion, "us-east-1"}));
  EXPECT_EQ(Replicate({kOther}).error_code, "InvalidParameterException");
  EXPECT_EQ(Replicate({"us-east-1"}).status, 200);
}

TEST_F(SecretsReplication, CreationWithReplicasNeedsThePermissionToReplicate) {
  const bj::object input{{"Name", "app"},
                         {"SecretString", "one"},
                         {"ClientRequestToken", kFirst},
                         {"AddReplicaRegions", Regions({kOther})}};
  const std::string create = testing::Allow("secretsmanager:CreateSecret");
  ExpectDenied(AskAs(NewUser("ann", create), "CreateSecret", input), "secretsmanager:ReplicateSecretToRegions");
  EXPECT_EQ(AskAs(NewUser("bob", create + "," + testing::Allow("secretsmanager:ReplicateSecretToRegions")),
                  "CreateSecret", input)
                .status,
            200);
}

}  // namespace
}  // namespace rolecall::services::secretsmanager
