// The command explore: pages to walk through the model by hand, until Ctrl-C.
#include <cstdio>

#include "checker/explorer/serve.hpp"
#include "checker/program/command_line.hpp"

namespace ordeal::checker {

namespace {

using core::ExitCode;

/// A model, and the path that is shown first.
struct Opened {
    std::unique_ptr<AnyModel> model;
    Road road;
};

ExitCode complain(const ModelSetup& setup, ExitCode code, const core::Error& error) {
    fmt::print(stderr, "{} explore: {}\n", setup.program, error.message);
    return code;
}

core::Result<Opened> open_path(const ModelSetup& setup, const std::string& file) {
    const auto path = actors::load_path(file);
    if (!path) return tl::unexpected(path.error());
    auto model = setup.replayed->model(*path, Undelivered::stay_under_way);
    if (!model) return core::fail("{}: {}", file, model.error().message);
    if (model->way.obstacle) return core::fail("{}: {}", file, *model->way.obstacle);
    const std::size_t shown = model->way.places.size();
    return Opened{std::move(model->model), Road{std::move(model->way.places), shown, {}}};
}

ExitCode explore(const ModelSetup& setup, const std::vector<std::string>& words) {
    std::uint16_t port = 3000;
    std::string path;
    auto read = read_command_line(setup, "explore", words, [&](core::Options& options) {
        options.number("port", "of 127.0.0.1; 0: one that is free", port);
        if (setup.replayed)
            options.text("path", "FILE", "open this path (of replay, or of check) at its end",
                         path);
    });
    if (const auto* code = std::get_if<ExitCode>(&read)) return *code;
    Opened opened{std::move(std::get<0>(read)), {}};
    if (!path.empty()) {
        auto of_path = open_path(setup, path);
        if (!of_path) return complain(setup, ExitCode::usage, of_path.error());
        opened = *std::move(of_path);
    }
    const auto over = serve_explorer({setup.program, line_of(setup, "explore", words), port,
                                      std::move(opened.model), std::move(opened.road)});
    if (!over) return complain(setup, ExitCode::internal, over.error());
    return ExitCode::interrupted;
}

}  // namespace

core::Subcommand explore_command(ModelSetup setup) {
    return {"explore", "serve pages to walk through the states by hand",
            [setup = std::move(setup)](const std::vector<std::string>& words) {
                return static_cast<int>(explore(setup, words));
            }};
}

}  // namespace ordeal::checker
