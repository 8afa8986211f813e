using Siren2.MissingBand;
using Siren2.Tests;

namespace Siren2.Extensions.DependencyInjection.Tests;

public sealed class DocsTests
{
    private static readonly AudioClip Clip = new(8_000, [.. Enumerable.Range(0, 4_000).Select(n => MathF.Sin(n * n * 1e-4f))]);

    [Theory]
    [InlineData("README.md", 1)]
    [InlineData("hosting.md", 4)]
    public void The_code_of_a_document_is_the_code_that_is_compiled_here(string document, int blocks) =>
        Assert.Equal(blocks, Snippets.AssertCompiled(document));

    [Fact]
    public void Every_entry_point_has_an_example_that_is_compiled_here() => Snippets.AssertExamples(typeof(IFitQueue).Assembly);

    [Fact]
    public async Task The_examples_run()
    {
        Assert.Equal(24_000, (await DocsExamples.Readme([], Clip)).Audio.Length);
        Assert.Same(LineModel.Default, DocsExamples.Change().Blind.LevelModel);
        DocsExamples.Listen(() => new Upsampler().FitAndPredict(Clip, 16_000));
    }

    [Fact]
    public void The_page_names_every_instrument_and_field()
    {
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Docs", "hosting.md"));
        string[] named =
        [
            "siren2.fit.duration", "siren2.part.duration", "siren2.fit.active", "siren2.fit.audio", "siren2.fit.networks",
            "siren2.queue.wait.duration", "siren2.queue.waiting", "siren2.queue.running",
        ];
        Assert.All(named, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }
}
