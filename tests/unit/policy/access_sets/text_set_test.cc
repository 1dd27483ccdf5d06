#include "policy/access_sets/text_set.h"

#include <gtest/gtest.h>

#include <random>

#include "policy/access_sets/find_text.h"
#include "policy/document/operators.h"

namespace rolecall::policy {
namespace {

TextAnswer Find(const std::vector<std::string>& in, const std::vector<std::string>& out) {
  std::vector<TextSet> sets;
  sets.reserve(in.size() + out.size());
  TextQuestion question;
  for (const std::string& one : in) question.in.push_back(&sets.emplace_back(GlobSet(one)));
  for (const std::string& one : out) question.out.push_back(&sets.emplace_back(GlobSet(one)));
  Work work;
  return FindText(question, work);
}

TEST(TextSet, OnePatternCoversAnother) {
  EXPECT_TRUE(Covers(GlobSet("a*"), GlobSet("ab*c")));
  EXPECT_TRUE(Covers(GlobSet("?*"), GlobSet("*?")));
  EXPECT_TRUE(Covers(GlobSet("**"), GlobSet("*")));
  EXPECT_FALSE(Covers(GlobSet("a*c"), GlobSet("a*")));
  EXPECT_FALSE(Covers(GlobSet("a?"), GlobSet("a*")));
  EXPECT_TRUE(Covers(ActionSet("S3:GET*"), ActionSet("s3:getobject")));
}

TEST(TextSet, UnitsAreThoseOfUtf16) {
  EXPECT_TRUE(Contains(GlobSet("?"), "ä"));
  EXPECT_TRUE(Contains(GlobSet("??"), "😀"));
  EXPECT_FALSE(Contains(GlobSet("?"), "😀"));
  EXPECT_EQ(TextOf(UnitsOf("aä€😀")), "aä€😀");
}

TEST(TextSet, IgnoringCaseTakesTheKelvinSign) {
  Variables none;
  const TextSet set = ValueSet("KeY", TextReading::kEitherCase, Version::k2012, none);
  EXPECT_TRUE(Contains(set, "kEy"));
  EXPECT_TRUE(Contains(set, "\u212Aey"));
  EXPECT_FALSE(Contains(set, "kex"));
}

TEST(FindText, GivesATextThatIsInAllAndInNone) {
  EXPECT_EQ(Find({"abc"}, {}).text, "abc");
  EXPECT_FALSE(Find({"abc"}, {"a*"}).found());
  EXPECT_TRUE(Find({"a*", "*z"}, {"a*z*z"}).found());
  EXPECT_FALSE(Find({"a*"}, {"a", "ab*", "a?*"}).found());
  EXPECT_FALSE(Find({"*"}, {"?*", ""}).found());
  EXPECT_EQ(Find({"*"}, {"?*"}).text, "");
  EXPECT_FALSE(Find({"x*y"}, {"x*a*y", "x*y"}).found());
}

TEST(FindText, WithoutWorkNothingIsDecided) {
  Work work{0};
  const TextSet set = GlobSet("a*");
  EXPECT_EQ(FindText({{&set}, {}}, work).answer, Answer::kUndecided);
}

// Small patterns over a small alphabet, against all short texts.
class Small {
 public:
  explicit Small(unsigned seed) : random_(seed) {}
  std::string Pattern() {
    std::string text;
    for (int i = Below(6); i > 0; --i) text += "ab*?:"[Below(5)];
    return text;
  }
  int Below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

 private:
  std::mt19937 random_;
};

std::vector<std::string> AllTexts(int most) {
  std::vector<std::string> texts = {""};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (static_cast<int>(texts[i].size()) == most) break;
    for (const char sign : {'a', 'b', ':', 'x'}) texts.push_back(texts[i] + sign);
  }
  return texts;
}

TEST(FindText, AgreesWithTryingAllTexts) {
  const std::vector<std::string> texts = AllTexts(6);
  Small small(7);
  for (int round = 0; round < 3000; ++round) {
    std::vector<std::string> in, out;
    for (int i = small.Below(2); i >= 0; --i) in.push_back(small.Pattern());
    for (int i = small.Below(4); i > 0; --i) out.push_back(small.Pattern());
    const auto matches = [](const std::string& pattern, const std::string& text) {
      return GlobMatch(ToPattern(pattern), text);
    };
    const auto is_answer = [&](const std::string& text) {
      return std::all_of(in.begin(), in.end(), [&](const std::string& one) { return matches(one, text); }) &&
             std::none_of(out.begin(), out.end(), [&](const std::string& one) { return matches(one, text); });
    };
    const TextAnswer answer = Find(in, out);
    ASSERT_NE(answer.answer, Answer::kUndecided);
    if (answer.found()) {
      EXPECT_TRUE(is_answer(answer.text)) << answer.text;
    } else {
      EXPECT_TRUE(std::none_of(texts.begin(), texts.end(), is_answer)) << in.front();
    }
    if (in.size() < 2) continue;
    if (Covers(GlobSet(in[0]), GlobSet(in[1]))) {
      const auto escapes = [&](const std::string& text) { return matches(in[1], text) && !matches(in[0], text); };
      EXPECT_TRUE(std::none_of(texts.begin(), texts.end(), escapes)) << in[0] << " " << in[1];
    }
    EXPECT_EQ(Meets(GlobSet(in[0]), GlobSet(in[1])), Find(in, {}).found()) << in[0] << " " << in[1];
  }
}

// Patterns of resources and of ARN conditions, against the engine's own matching.
TEST(TextSet, ResourcesAreThoseOfTheEngine) {
  Small small(11);
  const char* const parts[] = {"*", "a", "a*", "?", "", "*b", "a*b"};
  for (int round = 0; round < 20000; ++round) {
    std::string pattern = "arn", resource = "arn";
    for (int i = 2 + small.Below(4); i > 0; --i) pattern += std::string(":") + parts[small.Below(7)];
    for (int i = 3 + small.Below(5); i > 0; --i)
      resource += std::string(":") + (small.Below(2) ? "a" : small.Below(2) ? "ab" : "b");
    const ResourceReading reading{small.Below(2) == 0, false};
    const ResourcePattern engine(pattern, Version::k2012, reading);
    const Request request(Principal::Anonymous(), "a:b", resource, "", Context());
    Variables none;
    EXPECT_EQ(Contains(ResourceSet(pattern, Version::k2012, reading, none), resource),
              engine.Matches(request) == ResourcePattern::Match::kYes)
        << pattern << " " << resource << " " << reading.padded;
  }
}

}  // namespace
}  // namespace rolecall::policy
