// Pairs of policies that are easy to get wrong: what the second allows more and less than the first. Every difference
// that is told comes with a request that the engine decides so (access_difference.h); here it is said which ones there
// are at all.
#include <gtest/gtest.h>

#include "policy/access_sets/access_difference.h"
#include "policy/reference/service_reference.h"

namespace rolecall::policy {
namespace {

std::string Policy(const std::string& statements) {
  return R"({"Version":"2012-10-17","Statement":[)" + statements + "]}";
}
std::string Quoted(const std::string& list) {
  std::string text;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(' ', at), list.size());
    text += (text.empty() ? "\"" : ",\"") + list.substr(at, end - at) + "\"";
    at = end + 1;
  }
  return "[" + text + "]";
}
// `actions` and `resources` with spaces between; a '!' before them makes Not….
std::string Statement(const std::string& effect, const std::string& actions, const std::string& resources,
                      const std::string& condition = "") {
  const auto element = [](const std::string& name, const std::string& list) {
    return list.starts_with('!') ? "\"Not" + name + "\":" + Quoted(list.substr(1)) : "\"" + name + "\":" + Quoted(list);
  };
  return R"({"Effect":")" + effect + "\"," + element("Action", actions) + "," + element("Resource", resources) +
         (condition.empty() ? "" : ",\"Condition\":" + condition) + "}";
}
std::string Allow(const std::string& actions, const std::string& resources, const std::string& condition = "") {
  return Statement("Allow", actions, resources, condition);
}
std::string Deny(const std::string& actions, const std::string& resources, const std::string& condition = "") {
  return Statement("Deny", actions, resources, condition);
}
// {"StringEquals":{"aws:RequestedRegion":["a","b"]}}
std::string If(const std::string& op, const std::string& key, const std::string& values) {
  return "{\"" + op + "\":{\"" + key + "\":" + Quoted(values) + "}}";
}
std::string Get(const std::string& condition) { return Allow("s3:GetObject", "arn:aws:s3:::b/*", condition); }

std::shared_ptr<const CompiledPolicy> Compiled(const std::string& text, DocumentKind kind) {
  ParsedDocument parsed = Parse(text, kind);
  EXPECT_FALSE(parsed.malformed) << text << ": " << parsed.malformed->message;
  return Compile(std::move(parsed.document), "policy");
}

constexpr const char* kRole = "arn:aws:iam::111122223333:role/app";

// A role with one or several policies, and perhaps a boundary.
struct Role {
  PolicySet identity, boundary;
  AccessSide Side() const {
    AccessSide side;
    side.inputs.identity = &identity;
    side.inputs.resource_optional = true;
    if (!boundary.empty()) side.inputs.boundary = &boundary;
    side.principal = Principal::RoleSession(kRole, "", "example");
    return side;
  }
};

Role WithPolicies(const std::vector<std::string>& statements, const std::string& boundary = "") {
  Role role;
  for (const std::string& one : statements) role.identity.push_back(Compiled(Policy(one), DocumentKind::kIdentity));
  if (!boundary.empty()) role.boundary.push_back(Compiled(Policy(boundary), DocumentKind::kBoundary));
  return role;
}

std::vector<AccessDifference> More(const Role& before, const Role& after) {
  StatementSets sets;
  const AccessSide had = before.Side(), has = after.Side();
  return Beyond({&has, {&had}}, sets);
}

// "same", "more", "less", "both"; with "?" where something is not decided, and "~" where AWS has nothing that differs.
std::string Relation(const Role& before, const Role& after) {
  std::string text, marks;
  const auto look = [&](const std::vector<AccessDifference>& differences) {
    bool certain = false;
    for (const AccessDifference& one : differences) {
      if (one.certain && !one.without_effect) certain = true;
      if (!one.certain) marks += "?";
      if (one.without_effect) marks += "~";
    }
    return certain;
  };
  const bool more = look(More(before, after)), less = look(More(after, before));
  text = more ? (less ? "both" : "more") : (less ? "less" : "same");
  return marks.empty() ? text : text + " " + marks.substr(0, 1);
}

struct Pair {
  const char* name;
  std::string before, after;
  const char* relation;
};

const std::string kAll = "arn:aws:s3:::b/*";

std::vector<Pair> Pairs() {
  const std::string region = If("StringEquals", "aws:RequestedRegion", "eu-central-1");
  return {
      // Actions
      {"case of actions", Allow("s3:GetObject", kAll), Allow("S3:getobject", kAll), "same"},
      {"star and every service", Allow("*", "*"), Allow("*:*", "*"), "same"},
      {"star in place of a service", Allow("s3:*", "*"), Allow("*", "*"), "more"},
      {"a prefix covers", Allow("s3:Get*", kAll), Allow("s3:Get* s3:GetObject", kAll), "same"},
      {"overlapping wildcards", Allow("s3:Get*", kAll), Allow("s3:*Object", kAll), "both"},
      {"two halves of a wildcard", Allow("s3:*", kAll), Allow("s3:Get* s3:*", kAll), "same"},
      {"a question mark", Allow("s3:GetObject", kAll), Allow("s3:GetObjec?", kAll), "same ~"},
      {"a question mark that matters", Allow("ec2:DescribeVpcs", "*"), Allow("ec2:DescribeVpc?", "*"), "same ~"},
      {"a list split over statements", Allow("s3:GetObject s3:PutObject", kAll),
       Allow("s3:PutObject", kAll) + "," + Allow("s3:GetObject", kAll), "same"},
      {"doubled statements merged", Allow("s3:GetObject", kAll) + "," + Allow("s3:GetObject", kAll),
       Allow("s3:GetObject", kAll), "same"},
      {"all but one, as a list and as NotAction", Allow("!s3:DeleteObject", "*"),
       Allow("*", "*") + "," + Deny("s3:DeleteObject", "*"), "same"},
      {"NotAction grows", Allow("!s3:DeleteObject", "*"), Allow("!s3:DeleteObject s3:PutObject", "*"), "less"},
      {"NotAction is not the rest of its service", Allow("s3:*", "*"), Allow("!s3:Delete*", "*"), "both"},
      {"NotAction with Deny", Allow("*", "*") + "," + Deny("!s3:*", "*"), Allow("s3:*", "*"), "same"},
      {"a narrower NotAction Deny", Allow("s3:*", "*") + "," + Deny("!s3:Get*", "*"), Allow("s3:Get*", "*"), "same"},
      {"two overlapping denies", Allow("s3:*", "*") + "," + Deny("s3:Put* s3:Delete*", "*"),
       Allow("s3:*", "*") + "," + Deny("s3:Put*", "*") + "," + Deny("s3:Delete*", "*"), "same"},
      // Deny
      {"a Deny is added", Get(""), Get("") + "," + Deny("s3:*", "arn:aws:s3:::b/secret/*"), "less"},
      {"a Deny is removed", Get("") + "," + Deny("s3:*", "arn:aws:s3:::b/secret/*"), Get(""), "more"},
      {"a Deny of what nobody has", Get(""), Get("") + "," + Deny("s3:*", "arn:aws:s3:::c/*"), "same"},
      {"a Deny of all", Get(""), Get("") + "," + Deny("*", "*"), "less"},
      {"a Deny of everything else", Get(""),
       Allow("s3:*", "*") + "," + Deny("!s3:GetObject", "*") + "," + Deny("*", "!arn:aws:s3:::b/*"), "same"},
      {"a Deny with a condition", Get(""),
       Get("") + "," + Deny("s3:*", "*", If("Bool", "aws:SecureTransport", "false")), "less"},
      {"a Deny's condition loosened", Get("") + "," + Deny("s3:*", "*", If("Bool", "aws:SecureTransport", "false")),
       Get("") + "," + Deny("s3:*", "*", If("BoolIfExists", "aws:SecureTransport", "false")), "less"},
      {"an Allow's condition as a Deny of its contrary", Get(region),
       Get("") + "," + Deny("*", "*", If("StringNotEquals", "aws:RequestedRegion", "eu-central-1")), "same"},
      // Resources
      {"segments of resources", Allow("s3:GetObject", "arn:aws:s3:::b/*"), Allow("s3:GetObject", "arn:aws:s3:::b*"),
       "more"},
      {"a wildcard that stays in its part", Allow("sqs:SendMessage", "arn:aws:sqs:*:111122223333:q"),
       Allow("sqs:SendMessage", "arn:aws:sqs:eu-*-1:111122223333:q"), "less"},
      {"a star that ends a part reaches on", Allow("sqs:SendMessage", "arn:aws:sqs:*"),
       Allow("sqs:SendMessage", "arn:aws:sqs:*:*:*"), "same"},
      {"short ARNs are completed", Allow("s3:GetObject", "arn:aws:s3"), Allow("s3:GetObject", "arn:aws:s3:*:*:*"),
       "same"},
      {"a star for the bucket", Allow("s3:GetObject", "arn:aws:s3:::*"), Allow("s3:GetObject", "arn:aws:s3:::*/*"),
       "same ~"},
      {"the bucket beside its objects", Allow("s3:GetObject", "arn:aws:s3:::b/*"),
       Allow("s3:GetObject", "arn:aws:s3:::b arn:aws:s3:::b/*"), "same ~"},
      {"listing needs the bucket", Allow("s3:*", "arn:aws:s3:::b/*"), Allow("s3:*", "arn:aws:s3:::b arn:aws:s3:::b/*"),
       "more"},
      {"star is more than all ARNs", Allow("s3:*", "arn:aws:s3:::*"), Allow("s3:*", "*"), "more"},
      {"case of resources", Allow("s3:GetObject", "arn:aws:s3:::b/A"), Allow("s3:GetObject", "arn:aws:s3:::b/a"),
       "both"},
      {"two overlapping patterns", Allow("s3:GetObject", "arn:aws:s3:::b/a*"),
       Allow("s3:GetObject", "arn:aws:s3:::b/*z"), "both"},
      {"two patterns that are one", Allow("s3:GetObject", "arn:aws:s3:::b/* arn:aws:s3:::b/a*"), Get(""), "same"},
      {"doubled stars", Get(""), Allow("s3:GetObject", "arn:aws:s3:::b/**"), "same"},
      {"NotResource as a Deny", Allow("s3:GetObject", "!arn:aws:s3:::b/*"),
       Allow("s3:GetObject", "*") + "," + Deny("s3:GetObject", "arn:aws:s3:::b/*"), "same"},
      {"NotResource grows", Allow("s3:GetObject", "!arn:aws:s3:::b/*"),
       Allow("s3:GetObject", "!arn:aws:s3:::b/* arn:aws:s3:::c/*"), "less"},
      {"a secret with and without its six characters",
       Allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-??????"),
       Allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-*"), "more"},
      // Variables
      {"the same variable", Allow("s3:GetObject", "arn:aws:s3:::b/${aws:username}/*"),
       Allow("s3:GetObject", "arn:aws:s3:::b/${aws:UserName}/*"), "same"},
      {"a variable within a star", Allow("s3:GetObject", "arn:aws:s3:::b/*"),
       Allow("s3:GetObject", "arn:aws:s3:::b/${aws:username}/*"), "less"},
      {"a variable becomes a star", Allow("s3:GetObject", "arn:aws:s3:::b/${aws:username}/*"),
       Allow("s3:GetObject", "arn:aws:s3:::b/*/*"), "more"},
      {"another variable", Allow("s3:GetObject", "arn:aws:s3:::b/${aws:username}/*"),
       Allow("s3:GetObject", "arn:aws:s3:::b/${aws:userid}/*"), "both"},
      {"a tag compared with a tag", Get(If("StringEquals", "aws:ResourceTag/team", "${aws:PrincipalTag/team}")),
       Get(""), "more"},
      {"a literal star", Allow("s3:GetObject", "arn:aws:s3:::b/${*}"), Allow("s3:GetObject", "arn:aws:s3:::b/*"),
       "more"},
      // Conditions
      {"a condition is added", Get(""), Get(region), "less"},
      {"a condition is removed", Get(region), Get(""), "more"},
      {"values in another order", Get(If("StringEquals", "aws:RequestedRegion", "a b")),
       Get(If("StringEquals", "aws:RequestedRegion", "b a")), "same"},
      {"a list of values grows", Get(If("StringEquals", "aws:RequestedRegion", "a")),
       Get(If("StringEquals", "aws:RequestedRegion", "a b")), "more"},
      {"a negated list grows", Get(If("StringNotEquals", "aws:RequestedRegion", "a")),
       Get(If("StringNotEquals", "aws:RequestedRegion", "a b")), "less"},
      {"values split over statements", Get(If("StringEquals", "aws:RequestedRegion", "a b")),
       Get(If("StringEquals", "aws:RequestedRegion", "a")) + "," + Get(If("StringEquals", "aws:RequestedRegion", "b")),
       "same"},
      {"keys split over statements", Get(R"({"StringEquals":{"aws:RequestedRegion":"a","aws:PrincipalOrgID":"o"}})"),
       Get(If("StringEquals", "aws:RequestedRegion", "a")) + "," + Get(If("StringEquals", "aws:PrincipalOrgID", "o")),
       "more"},
      {"the case of keys", Get(region), Get(If("StringEquals", "AWS:requestedregion", "eu-central-1")), "same"},
      {"like without a wildcard", Get(If("StringEquals", "aws:PrincipalTag/team", "a")),
       Get(If("StringLike", "aws:PrincipalTag/team", "a")), "same"},
      {"like with a wildcard", Get(If("StringEquals", "aws:PrincipalTag/team", "a")),
       Get(If("StringLike", "aws:PrincipalTag/team", "a*")), "more"},
      {"a star under StringEquals is a star", Get(If("StringLike", "aws:PrincipalTag/team", "a*")),
       Get(If("StringEquals", "aws:PrincipalTag/team", "a*")), "less"},
      {"like anything is not no condition", Get(If("StringLike", "aws:PrincipalTag/team", "*")), Get(""), "more"},
      {"like anything is that the key is there", Get(If("StringLike", "aws:PrincipalTag/team", "*")),
       Get(If("Null", "aws:PrincipalTag/team", "false")), "same"},
      {"ignoring case", Get(If("StringEquals", "aws:PrincipalTag/team", "a")),
       Get(If("StringEqualsIgnoreCase", "aws:PrincipalTag/team", "A")), "more"},
      {"IfExists is added", Get(region), Get(If("StringEqualsIfExists", "aws:RequestedRegion", "eu-central-1")),
       "more"},
      {"IfExists of a negation", Get(If("StringNotEquals", "aws:RequestedRegion", "a")),
       Get(If("StringNotEqualsIfExists", "aws:RequestedRegion", "a")), "same"},
      {"IfExists as two statements", Get(If("StringEqualsIfExists", "aws:RequestedRegion", "a")),
       Get(If("StringEquals", "aws:RequestedRegion", "a")) + "," + Get(If("Null", "aws:RequestedRegion", "true")),
       "same"},
      {"an operator and its contrary are all",
       Get(If("StringEquals", "aws:RequestedRegion", "a")) + "," +
           Get(If("StringNotEquals", "aws:RequestedRegion", "a")),
       Get(""), "same"},
      {"Null true and false are all",
       Get(If("Null", "aws:PrincipalTag/x", "true")) + "," + Get(If("Null", "aws:PrincipalTag/x", "false")), Get(""),
       "same"},
      {"ForAllValues holds of none", Get(If("ForAnyValue:StringEquals", "aws:TagKeys", "a")),
       Get(If("ForAllValues:StringEquals", "aws:TagKeys", "a")), "both"},
      {"ForAllValues and a key that is there", Get(If("ForAllValues:StringEquals", "aws:TagKeys", "a")),
       Get(R"({"ForAllValues:StringEquals":{"aws:TagKeys":"a"},"Null":{"aws:TagKeys":"false"}})"), "less"},
      {"ForAllValues grows", Get(If("ForAllValues:StringEquals", "aws:TagKeys", "a")),
       Get(If("ForAllValues:StringEquals", "aws:TagKeys", "a b")), "more"},
      {"a plain operator never holds of several values", Get(If("StringEquals", "aws:TagKeys", "a")),
       Get(If("StringEquals", "aws:TagKeys", "b")), "same"},
      {"ForAnyValue of a single value", Get(If("ForAnyValue:StringEquals", "aws:PrincipalTag/x", "a")),
       Get(If("StringEquals", "aws:PrincipalTag/x", "a")), "same"},
      {"a network in two halves", Get(If("IpAddress", "aws:SourceIp", "10.0.0.0/8")),
       Get(If("IpAddress", "aws:SourceIp", "10.0.0.0/9 10.128.0.0/9")), "same"},
      {"half a network", Get(If("IpAddress", "aws:SourceIp", "10.0.0.0/8")),
       Get(If("IpAddress", "aws:SourceIp", "10.0.0.0/9")), "less"},
      {"host bits of a network", Get(If("IpAddress", "aws:SourceIp", "10.0.0.0/8")),
       Get(If("IpAddress", "aws:SourceIp", "10.1.2.3/8")), "same"},
      {"all addresses", Get(If("IpAddress", "aws:SourceIp", "0.0.0.0/0")), Get(""), "more"},
      {"v4 and v6", Get(If("IpAddress", "aws:SourceIp", "0.0.0.0/0")),
       Get(If("IpAddress", "aws:SourceIp", "0.0.0.0/0 ::/0")), "more"},
      {"not in a network", Get(If("NotIpAddress", "aws:SourceIp", "10.0.0.0/8")),
       Get(If("NotIpAddress", "aws:SourceIp", "10.0.0.0/8 11.0.0.0/8")), "less"},
      {"a network as a Deny of its contrary", Get(If("IpAddress", "aws:SourceIp", "10.0.0.0/8")),
       Get("") + "," + Deny("*", "*", If("NotIpAddress", "aws:SourceIp", "10.0.0.0/8")), "same"},
      {"all numbers but one",
       Get(If("NumericLessThan", "s3:max-keys", "10")) + "," + Get(If("NumericGreaterThan", "s3:max-keys", "10")),
       Get(R"({"NumericNotEquals":{"s3:max-keys":"10"},"Null":{"s3:max-keys":"false"}})"), "same"},
      {"a tag that is no number", Get(If("NumericLessThanEquals", "aws:PrincipalTag/level", "3")),
       Get("") + "," + Deny("*", "*", If("NumericGreaterThan", "aws:PrincipalTag/level", "3")), "more"},
      {"numbers", Get(If("NumericLessThan", "s3:max-keys", "10")),
       Get(If("NumericLessThanEquals", "s3:max-keys", "10")), "more"},
      {"numbers written differently", Get(If("NumericEquals", "s3:max-keys", "10")),
       Get(If("NumericEquals", "s3:max-keys", "1e1")), "same"},
      {"whole numbers", Get(If("NumericLessThan", "s3:max-keys", "10")),
       Get(If("NumericLessThanEquals", "s3:max-keys", "9")), "same ?"},
      {"a range in two parts", Get(If("NumericLessThan", "s3:max-keys", "20")),
       Get(If("NumericLessThan", "s3:max-keys", "10")) + "," +
           Get(R"({"NumericGreaterThanEquals":{"s3:max-keys":"10"},"NumericLessThan":{"s3:max-keys":"20"}})"),
       "same"},
      {"dates", Get(If("DateLessThan", "aws:CurrentTime", "2027-01-01T00:00:00Z")),
       Get(If("DateLessThan", "aws:CurrentTime", "2028-01-01T00:00:00Z")), "more"},
      {"a date in another zone", Get(If("DateLessThan", "aws:CurrentTime", "2027-01-01T00:00:00Z")),
       Get(If("DateLessThan", "aws:CurrentTime", "2027-01-01T01:00:00+01:00")), "same"},
      {"a date as seconds", Get(If("DateLessThan", "aws:CurrentTime", "2027-01-01T00:00:00Z")),
       Get(If("DateLessThan", "aws:CurrentTime", "1798761600")), "same"},
      {"truth", Get(If("Bool", "aws:MultiFactorAuthPresent", "true")),
       Get(If("BoolIfExists", "aws:MultiFactorAuthPresent", "true")), "more"},
      {"the case of truth", Get(If("Bool", "aws:SecureTransport", "true")),
       Get(If("Bool", "aws:SecureTransport", "TRUE")), "same"},
      {"both truths are that the key is there", Get(If("Bool", "aws:SecureTransport", "true false")),
       Get(If("Null", "aws:SecureTransport", "false")), "same"},
      {"ARNs alike and equal", Get(If("ArnEquals", "aws:SourceArn", "arn:aws:sns:*:111122223333:t")),
       Get(If("ArnLike", "aws:SourceArn", "arn:aws:sns:*:111122223333:t")), "same"},
      {"a star does not reach over an ARN's colon", Get(If("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:t")),
       Get(If("StringLike", "aws:SourceArn", "arn:aws:sns:*:t")), "more"},
      {"not like an ARN needs an ARN", Get(If("ArnNotLike", "aws:SourceArn", "arn:aws:sns:*:*:t")),
       Get(If("StringNotLike", "aws:SourceArn", "arn:aws:sns:*:*:t")), "both"},
      {"conditions that contradict each other",
       Get(R"({"StringEquals":{"aws:RequestedRegion":"a"},"StringNotEquals":{"aws:RequestedRegion":"a"}})"),
       Deny("s3:*", "*"), "same"},
      {"a second operator of the key", Get(If("StringLike", "aws:RequestedRegion", "eu-*")),
       Get(R"({"StringLike":{"aws:RequestedRegion":"eu-*"},"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}})"),
       "less"},
  };
}

TEST(AccessPairs, AreJudgedAsTheyAre) {
  for (const Pair& pair : Pairs()) {
    EXPECT_EQ(Relation(WithPolicies({pair.before}), WithPolicies({pair.after})), pair.relation) << pair.name;
  }
}

TEST(AccessPairs, AreJudgedTheSameTheOtherWayRound) {
  const std::map<std::string, std::string> contrary = {{"more", "less"}, {"less", "more"}};
  for (const Pair& pair : Pairs()) {
    std::string expected = pair.relation;
    const std::string word = expected.substr(0, expected.find(' '));
    if (contrary.contains(word)) expected.replace(0, word.size(), contrary.at(word));
    EXPECT_EQ(Relation(WithPolicies({pair.after}), WithPolicies({pair.before})), expected) << pair.name;
  }
}

TEST(AccessPairs, EveryPolicyIsTheSameAsItself) {
  for (const Pair& pair : Pairs()) {
    EXPECT_EQ(Relation(WithPolicies({pair.after}), WithPolicies({pair.after})), "same") << pair.name;
  }
}

TEST(AccessPairs, PoliciesOfARoleCountTogether) {
  EXPECT_EQ(Relation(WithPolicies({Allow("s3:GetObject s3:PutObject", kAll)}),
                     WithPolicies({Allow("s3:PutObject", kAll), Allow("s3:GetObject", kAll)})),
            "same");
  EXPECT_EQ(Relation(WithPolicies({Get("")}), WithPolicies({Get(""), Deny("*", "*")})), "less");
}

TEST(AccessPairs, ABoundaryTakesAwayAndAWiderOneGivesBack) {
  const std::string all = Allow("s3:* sqs:*", "*");
  EXPECT_EQ(Relation(WithPolicies({all}), WithPolicies({all}, Allow("s3:*", "*"))), "less");
  EXPECT_EQ(Relation(WithPolicies({all}, Allow("s3:*", "*")), WithPolicies({all}, Allow("s3:* sqs:*", "*"))), "more");
  EXPECT_EQ(Relation(WithPolicies({all}), WithPolicies({all}, Allow("*", "*"))), "same");
  EXPECT_EQ(Relation(WithPolicies({all}), WithPolicies({all}, Allow("!iam:*", "*"))), "same");
  EXPECT_EQ(Relation(WithPolicies({Allow("s3:*", "*")}), WithPolicies({Allow("*", "*")}, Allow("s3:*", "*"))), "same");
  EXPECT_EQ(
      Relation(WithPolicies({all}, Allow("*", "*")), WithPolicies({all}, Allow("*", "*") + "," + Deny("s3:Put*", "*"))),
      "less");
  const std::vector<AccessDifference> lost = More(WithPolicies({all}, Allow("s3:*", "*")), WithPolicies({all}));
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_EQ(lost[0].action, "sqs:*");
  EXPECT_EQ(lost[0].cause, DifferenceCause::kLimit);
  EXPECT_EQ(lost[0].limit, "the permissions boundary");
}

TEST(AccessPairs, WhatADenyTookIsToldAsNarrowAsTheDeny) {
  const Role open = WithPolicies({Get("")});
  const Role denied = WithPolicies({Get("") + "," + Deny("s3:*", "arn:aws:s3:::b/secret/*")});
  const std::vector<AccessDifference> more = More(denied, open);
  ASSERT_EQ(more.size(), 1u);
  EXPECT_EQ(more[0].action, "s3:GetObject");
  EXPECT_EQ(more[0].resource, "arn:aws:s3:::b/secret/*");
  EXPECT_EQ(more[0].cause, DifferenceCause::kDeny);
  ASSERT_TRUE(more[0].witness);
  EXPECT_EQ(more[0].witness->action, "s3:GetObject");
  EXPECT_TRUE(more[0].witness->resource.starts_with("arn:aws:s3:::b/secret/")) << more[0].witness->resource;
}

TEST(AccessPairs, AnExampleIsARequestThatAwsHas) {
  const std::vector<AccessDifference> more =
      More(WithPolicies({Allow("s3:GetObject*", kAll)}), WithPolicies({Allow("s3:Get*", "*")}));
  ASSERT_EQ(more.size(), 1u);
  EXPECT_EQ(more[0].action, "s3:Get*");
  ASSERT_TRUE(more[0].witness);
  EXPECT_TRUE(FindServiceAction(more[0].witness->action) != nullptr) << more[0].witness->action;
}

TEST(AccessPairs, WhatIsTooLargeIsNotDecidedAndEnds) {
  std::string many;
  for (int i = 0; i < 60; ++i) {
    const std::string n = std::to_string(i);
    many += (i == 0 ? "" : ",") + Deny("s3:*", "arn:aws:s3:::*a" + n + "*b?c*d" + n + "*");
  }
  const std::string before = Allow("s3:GetObject", "*") + "," + many;
  const std::string relation =
      Relation(WithPolicies({before}), WithPolicies({Allow("s3:GetObject", "*a1*b*") + "," + many}));
  EXPECT_NE(relation, "more");
}

// NotResource of an Allow is read without case before the resource part, Resource is not: what only ARN:AWS:… would
// show is no difference, for no request is about that (found by the referee).
TEST(AccessPairs, NoRequestIsForAnArnInUpperCase) {
  const Role old =
      WithPolicies({Allow("example:*", "arn:aws:example:::*"), Allow("example:*", "!arn:aws:example:::ab")});
  EXPECT_TRUE(More(old, WithPolicies({Allow("example:*", "!arn:aws:example:::c")})).empty());
}

}  // namespace
}  // namespace rolecall::policy
