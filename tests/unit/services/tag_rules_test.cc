#include "services/tag_rules.h"

#include <gtest/gtest.h>

namespace rolecall::services {
namespace {

std::vector<TagRule> RulesOf(const std::vector<TagFault>& faults) {
  std::vector<TagRule> rules;
  for (const TagFault& fault : faults) rules.push_back(fault.rule);
  return rules;
}

using Rules = std::vector<TagRule>;

TEST(TagRules, LettersSeparatorsAndNumbersOfEveryScriptAndSomePunctuationAreTags) {
  for (const char* text : {"", "team", "Team_1.:/=+-@", "a b", "größe", "環境", "ⅻ", "²", "\u00a0", "\u2028", "अ"}) {
    EXPECT_TRUE(IsTagText(text)) << text;
  }
}

TEST(TagRules, OtherCharactersAreNot) {
  for (const char* text : {"NOWAY!", "a*", "a?", "${x}", "a\tb", "a\nb", "a,b", "a;b", "\"", "a%", "€", "😀", "\x7f"}) {
    EXPECT_FALSE(IsTagText(text)) << text;
  }
  // A vowel sign is a mark (\p{M}), no letter.
  EXPECT_FALSE(IsTagText("\u093f"));
  EXPECT_FALSE(IsTagText(std::string_view("a\0b", 3)));
}

TEST(TagRules, BytesThatAreNoUtf8AreNoText) {
  for (const char* text : {"\xff", "\xfe\xfe", "a\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
    EXPECT_FALSE(IsTagText(text)) << text;
  }
}

TEST(TagRules, LengthsAreThoseOfUtf16) {
  EXPECT_EQ(TagLength("äb"), 2u);
  EXPECT_EQ(TagLength("𝒳"), 2u);
  EXPECT_EQ(TagLength("\xff\xff"), 2u);
}

TEST(TagRules, KeysHaveOneTo128CharactersAndValuesAtMost256) {
  EXPECT_EQ(RulesOf(FindTagPartFaults(TagPart::kKey, "")), Rules{TagRule::kEmpty});
  EXPECT_TRUE(FindTagPartFaults(TagPart::kKey, std::string(128, 'k')).empty());
  EXPECT_EQ(RulesOf(FindTagPartFaults(TagPart::kKey, std::string(129, 'k'))), Rules{TagRule::kTooLong});
  EXPECT_TRUE(FindTagPartFaults(TagPart::kValue, "").empty());
  EXPECT_TRUE(FindTagPartFaults(TagPart::kValue, std::string(256, 'v')).empty());
  EXPECT_EQ(RulesOf(FindTagPartFaults(TagPart::kValue, std::string(257, 'v'))), Rules{TagRule::kTooLong});
  EXPECT_EQ(RulesOf(FindTagPartFaults(TagPart::kValue, std::string(257, '!'))),
            (Rules{TagRule::kPattern, TagRule::kTooLong}));
  EXPECT_EQ(RulesOf(FindTagPartFaults(TagPart::kKey, std::string(100000, '!'))), Rules{TagRule::kTooLong});
}

TEST(TagRules, FaultsSayWhereTheyAre) {
  const std::vector<TagFault> faults = FindTagFaults({{"good", "good"}, {"!", "good"}, {"good", "!"}});
  ASSERT_EQ(faults.size(), 2u);
  EXPECT_EQ(faults[0].index, 1u);
  EXPECT_EQ(TagConstraint(faults[0]), R"(Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+)");
  EXPECT_EQ(faults[1].index, 2u);
  EXPECT_EQ(TagConstraint(faults[1]), R"(Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]*)");
  const std::vector<TagFault> keys = FindTagKeyFaults({"a", std::string(129, 'k'), ""});
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(TagConstraint(keys[0]), "Member must have length less than or equal to 128");
  EXPECT_EQ(TagConstraint(keys[1]), "Member must have length greater than or equal to 1");
}

TEST(TagRules, AwssOwnPrefixIsReservedInAnyCase) {
  EXPECT_TRUE(IsReservedTagKey("aws:x"));
  EXPECT_TRUE(IsReservedTagKey("AwS:"));
  EXPECT_FALSE(IsReservedTagKey("aws"));
  EXPECT_FALSE(IsReservedTagKey("my-aws:x"));
}

TEST(TagRules, KeysRepeatWithOrWithoutTheirCase) {
  const directory::Tags tags{{"team", "a"}, {"env", "b"}, {"Team", "c"}};
  EXPECT_EQ(FindRepeatedTagKey(tags, TagKeyCase::kCounts), std::nullopt);
  EXPECT_EQ(FindRepeatedTagKey(tags, TagKeyCase::kIgnored), 2u);
  EXPECT_EQ(FindRepeatedTagKey({{"a", "1"}, {"a", "1"}}, TagKeyCase::kCounts), 1u);
}

}  // namespace
}  // namespace rolecall::services
