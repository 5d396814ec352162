// Texts of notices: Mustache files under services/notifier/templates/<language>, so that wording is no code. First
// line: subject; then an empty line; then the body. A template that names a field which nobody gives is an error.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "services/notifier/domain/letter.h"

namespace dotpha::notifier {

struct Text {
  std::string subject;
  std::string body;
};

// Names that are added to the facts when a text is rendered; empty where unknown: ids are shown then.
struct Names {
  std::string recipient;
  std::string debtor;
  std::string debtor_title;
  std::map<std::string, std::string> people{};  // of a letter's lines, by id
};

class Templates {
 public:
  // Those that were in the tree when this was built.
  static Result<Templates> Builtin();
  // All files of all languages under a folder. FAILED_PRECONDITION TEMPLATE_MISSING or TEMPLATE_MALFORMED naming the
  // file: the service must not start.
  static Result<Templates> Load(const std::string& folder);
  // Path ("vi/duties/REG.txt") -> text.
  static Result<Templates> Parse(const std::map<std::string, std::string>& texts);

  // One notice. INTERNAL TEMPLATE_FIELD_UNKNOWN (metadata `field`).
  [[nodiscard]] Result<Text> Notice(const std::string& language, Stage stage, const LetterFields& letter,
                                    const Names& names) const;
  // The e-mail around one or several notices, in the order given.
  [[nodiscard]] Result<Text> Mail(const std::string& language, const std::vector<Text>& items, const std::string& today,
                                  const Names& names) const;
  [[nodiscard]] bool Speaks(const std::string& language) const { return languages_.contains(language); }

 private:
  struct Language {
    std::map<std::string, std::string> files;    // "R", "O", "duties/REG" -> text
    std::map<std::string, std::string> reasons;  // RECEIVED_IN_FACT -> words
  };
  [[nodiscard]] const Language& Of(const std::string& language) const;

  std::map<std::string, Language> languages_;
};

}  // namespace dotpha::notifier
