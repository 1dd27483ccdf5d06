#include "services/parameters.h"

#include <gtest/gtest.h>

namespace rolecall::services {
namespace {

Parameters Make(http::QueryParameters list) { return Parameters(std::move(list)); }

// The complaint's text, or "" if the parameter is good.
std::string Check(const ParameterRule& rule, const std::string& value) {
  auto error = CheckParameters(Make({{std::string(rule.name), value}}), std::span(&rule, 1));
  if (!error.has_value()) return "";
  EXPECT_EQ(error->status, 400);
  return error->code + ": " + error->message;
}

std::string Complaining(const std::string& value, const std::string& constraint) {
  return "ValidationError: 1 validation error detected: Value '" + value +
         "' at 'name' failed to satisfy constraint: Member must " + constraint;
}

TEST(Parameters, AreFoundByTheirName) {
  Parameters parameters = Make({{"b", "2"}, {"a", ""}, {"b", "3"}});
  EXPECT_EQ(parameters.Get("b"), "2");
  EXPECT_TRUE(parameters.Has("a"));
  EXPECT_EQ(parameters.Get("a"), "");
  EXPECT_FALSE(parameters.Has("c"));
  EXPECT_EQ(parameters.Find("c"), nullptr);
  EXPECT_EQ(parameters.Get("c"), "");
}

TEST(Parameters, ListsHaveNoGaps) {
  const auto wrong = [](const std::vector<std::string>& names) {
    http::QueryParameters list;
    for (const std::string& name : names) list.emplace_back(name, "x");
    return CheckLists(Make(list)).has_value();
  };
  EXPECT_FALSE(wrong({"Action", "L.member.1", "L.member.2", "M.member.1.Key", "M.member.1.Value"}));
  EXPECT_FALSE(wrong({"C.member.1.V.member.1", "C.member.1.V.member.2", "C.member.2.V.member.1"}));
  for (const std::vector<std::string>& names : std::vector<std::vector<std::string>>{{"L.member.2"},
                                                                                     {"L.member.1", "L.member.3"},
                                                                                     {"PolicyArns.member.2.arn"},
                                                                                     {"L.member.0"},
                                                                                     {"L.member.01"},
                                                                                     {"L.member.-1"},
                                                                                     {"L.member.x"},
                                                                                     {"L.member."},
                                                                                     {"L.member.1001"},
                                                                                     {"L.member.99999999999999999999"},
                                                                                     {"C.member.1.V.member.2"}}) {
    EXPECT_TRUE(wrong(names)) << names.back();
  }
}

TEST(ParameterRules, ListsAreOfTextsOrOfStructures) {
  const ParameterRule texts{.name = "L", .max = 3, .list = true, .most_members = 2};
  const ParameterRule structures{.name = "L", .structures = true, .most_members = 1};
  const auto check = [](const ParameterRule& rule, http::QueryParameters list) {
    auto error = CheckParameters(Make(std::move(list)), std::span(&rule, 1));
    return error.has_value() ? error->code + ": " + error->message : "";
  };
  EXPECT_EQ(check(texts, {{"L.member.1", "a"}, {"L.member.2", "b"}}), "");
  EXPECT_EQ(check(texts, {{"L.member.1.Key", "a"}}).substr(0, 15), "MalformedInput:");
  EXPECT_EQ(check(structures, {{"L.member.1", "a"}}).substr(0, 15), "MalformedInput:");
  EXPECT_EQ(check(texts, {{"L.member.1", "a"}, {"L.member.2", "b"}, {"L.member.3", "c"}}),
            "ValidationError: 1 validation error detected: Value at 'l' failed to satisfy constraint: Member must have "
            "length less than or equal to 2");
  EXPECT_EQ(
      check(texts, {{"L.member.1", "a"}, {"L.member.2", "abcd"}}),
      "ValidationError: 1 validation error detected: Value '[a, abcd]' at 'l' failed to satisfy constraint: Member "
      "must satisfy constraint: [Member must have length less than or equal to 3]");
  ParameterRule required = texts;
  required.required = true;
  EXPECT_EQ(check(required, {}).substr(0, 16), "ValidationError:");
  EXPECT_EQ(check(required, {{"L", ""}}), "");  // an empty list
}

TEST(ParameterRules, EveryConstraintThatAValueBreaksIsNamed) {
  const ParameterRule rule{.name = "Name", .min = 1, .max = 3, .charset = Charset::kName};
  EXPECT_EQ(
      Check(rule, "a b c"),
      "ValidationError: 2 validation errors detected: Value 'a b c' at 'name' failed to satisfy constraint: Member "
      "must satisfy regular expression pattern: [\\w+=,.@-]+; Value 'a b c' at 'name' failed to satisfy "
      "constraint: Member must have length less than or equal to 3");
}

TEST(Parameters, ListsEndAtTheFirstGap) {
  Parameters parameters = Make({{"L.member.2", "b"}, {"L.member.1", "a"}, {"L.member.4", "d"}, {"L.member.10", "x"}});
  EXPECT_EQ(parameters.List("L"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(parameters.List("M"), std::vector<std::string>());
}

TEST(Parameters, ListsOfMoreThanNineAreInTheOrderOfTheirNumbers) {
  http::QueryParameters list;
  std::vector<std::string> expected;
  for (int i = 1; i <= 12; ++i) {
    list.emplace_back("L.member." + std::to_string(i), std::to_string(i));
    expected.push_back(std::to_string(i));
  }
  EXPECT_EQ(Make(list).List("L"), expected);
}

TEST(Parameters, ListsAreBounded) {
  http::QueryParameters list;
  for (int i = 1; i <= 1001; ++i) list.emplace_back("L.member." + std::to_string(i), "x");
  EXPECT_EQ(Make(list).List("L").size(), 1000u);
}

TEST(Parameters, StructuresAreCountedByAnyOfTheirFields) {
  Parameters parameters = Make(
      {{"Tags.member.1.Key", "k"}, {"Tags.member.2.Value", "v"}, {"Tags.member.4.Key", "k"}, {"Tags.member", "x"}});
  EXPECT_EQ(parameters.Count("Tags"), 2u);
  EXPECT_EQ(*parameters.Field("Tags", 1, "Key"), "k");
  EXPECT_EQ(parameters.Field("Tags", 1, "Value"), nullptr);
  EXPECT_EQ(*parameters.Field("Tags", 2, "Value"), "v");
  EXPECT_EQ(parameters.Count("None"), 0u);
}

TEST(ParameterRules, LengthsAreInCharacters) {
  const ParameterRule rule{.name = "Name", .min = 2, .max = 3};
  EXPECT_EQ(Check(rule, "\xc3\xa9\xc3\xa9\xc3\xa9"), "");
  EXPECT_EQ(Check(rule, "abcd"), Complaining("abcd", "have length less than or equal to 3"));
  EXPECT_EQ(Check(rule, "\xc3\xa9"), Complaining("\xc3\xa9", "have length greater than or equal to 2"));
}

TEST(ParameterRules, NumbersHaveBoundsAndAreNumbers) {
  const ParameterRule rule{.name = "Name", .min = 5, .max = 10, .number = true};
  for (const char* good : {"5", "10", "+7", "007"}) EXPECT_EQ(Check(rule, good), "") << good;
  EXPECT_EQ(Check(rule, "4"), Complaining("4", "have value greater than or equal to 5"));
  EXPECT_EQ(Check(rule, "-6"), Complaining("-6", "have value greater than or equal to 5"));
  EXPECT_EQ(Check(rule, "11"), Complaining("11", "have value less than or equal to 10"));
  for (const char* bad : {"", "x", "7x", "7.5", " 7", "+-7", "99999999999999999999"}) {
    EXPECT_EQ(Check(rule, bad).substr(0, 15), "MalformedInput:") << bad;
  }
}

TEST(ParameterRules, BooleansAreTrueOrFalse) {
  const ParameterRule rule{.name = "Name", .boolean = true};
  for (const char* good : {"true", "false", "True", "False"}) EXPECT_EQ(Check(rule, good), "") << good;
  for (const char* bad : {"", "1", "yes"}) EXPECT_EQ(Check(rule, bad).substr(0, 15), "MalformedInput:") << bad;
}

TEST(ParameterRules, EnumsTakeOneOfTheirValues) {
  const ParameterRule rule{.name = "Name", .values = "Active|Inactive"};
  EXPECT_EQ(Check(rule, "Active"), "");
  EXPECT_EQ(Check(rule, "Inactive"), "");
  for (const char* bad : {"", "active", "Act", "Active|Inactive"}) {
    EXPECT_EQ(Check(rule, bad), Complaining(bad, "satisfy enum value set: [Active, Inactive]"));
  }
}

TEST(ParameterRules, WhatIsRequiredMustBeSent) {
  const ParameterRule rules[] = {{.name = "RoleName", .required = true, .min = 1}, {.name = "Path"}};
  EXPECT_EQ(
      CheckParameters(Make({}), rules)->message,
      "1 validation error detected: Value null at 'roleName' failed to satisfy constraint: Member must not be null");
  EXPECT_FALSE(CheckParameters(Make({{"RoleName", "a"}}), rules).has_value());
  EXPECT_EQ(CheckParameters(Make({{"RoleName", ""}}), rules)->message,
            "1 validation error detected: Value '' at 'roleName' failed to satisfy constraint: Member must have length "
            "greater than or equal to 1");
}

TEST(ParameterRules, LongValuesAreNotRepeatedInFull) {
  const ParameterRule rule{.name = "Name", .max = 3};
  EXPECT_EQ(Check(rule, std::string(5000, 'x')),
            Complaining(std::string(1024, 'x'), "have length less than or equal to 3"));
}

TEST(ParameterRules, CharactersAreThoseOfTheSet) {
  struct Case {
    Charset charset;
    std::vector<std::string> good, bad;
  };
  for (const Case& test : std::vector<Case>{
           {Charset::kAny, {"", "\n", "\xff"}, {}},
           {Charset::kName, {"aZ9_", "+=,.@-"}, {"", "a b", "a/b", "a:b", "\xc3\xa9"}},
           {Charset::kSessionName, {"", "aZ9_+=,.@-"}, {"a b", "Session1:2"}},
           {Charset::kWordDot, {"a.b_c-D"}, {"", "a b", "a/b"}},
           {Charset::kAlias, {"abc", "a-b-c9"}, {"ab", "-ab", "ab-", "a--b", "Abc", "a_b"}},
           {Charset::kVersionId, {"v1", "v12", "v1.a-B"}, {"", "v", "v0", "1", "vx", "v1x", "v1._"}},
           {Charset::kPathPrefix, {"/", "/a", "/a/"}, {"", "a/", "/a b"}},
           {Charset::kTagKey, {"a b", "gr\xc3\xb6\xc3\x9f\x65"}, {"", "NOWAY!", "\xff"}},
           {Charset::kWord, {"aZ9_"}, {"", "a-b", "a b"}},
           {Charset::kExternalId, {"aZ9_+=,.@:/-", ""}, {"a b", "a#"}},
           {Charset::kSerialNumber, {"arn:aws:iam::054000737513:mfa/x", "GAHT12345678"}, {"", "a b"}},
           {Charset::kDigits, {"012345"}, {"", "12a", "-1"}},
           {Charset::kWordHyphen, {"", "execute-api"}, {"s3:", "a b"}},
           {Charset::kEntityPath,
            {"o-a1b2c3d4e5/r-f6g7", "o-a1b2c3d4e5/r-f6g7/ou-1/054000737513/"},
            {"", "o-a1b2c3d4e5", "o-a1b2c3d4e/r-f6g7", "o-a1b2c3d4e5/r-f6g", "o-A1b2c3d4e5/r-f6g7",
             "o-a1b2c3d4e5/r-f6g7_"}},
           {Charset::kNameSlash, {"/", "/a/", "/a/b!~/"}, {"", "a", "/a", "a/", "//", "/a b/", "/\x7f/"}},
           {Charset::kMarker, {"aZ+/=", " ~"}, {"a\nb", "\t"}},
           {Charset::kDescription,
            {"tab\t\r\n ~", "caf\xc3\xa9", "\xc2\xa1\xc3\xbf"},
            {"\x01", "\x7f", "\xc2\xa0", "\xc4\x80", "\xc3", "\xe2\x82\xac"}},
       }) {
    for (const std::string& text : test.good) EXPECT_TRUE(InCharset(text, test.charset)) << text;
    for (const std::string& text : test.bad) {
      EXPECT_FALSE(InCharset(text, test.charset)) << text;
      const ParameterRule rule{.name = "Name", .charset = test.charset};
      EXPECT_EQ(Check(rule, text),
                Complaining(text, "satisfy regular expression pattern: " + std::string(CharsetPattern(test.charset))));
    }
  }
}

TEST(ParameterRules, PatternsAreAwsTexts) {
  EXPECT_EQ(CharsetPattern(Charset::kName), "[\\w+=,.@-]+");
  EXPECT_EQ(CharsetPattern(Charset::kNameSlash), "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)");
  EXPECT_EQ(CharsetPattern(Charset::kMarker), "[\\u0020-\\u00FF]+");
  EXPECT_EQ(CharsetPattern(Charset::kExternalId), "[\\w+=,.@:\\/-]*");
}

}  // namespace
}  // namespace rolecall::services
