using Siren2.Tests;

namespace Siren2.Orleans.Tests;

public sealed class DocsTests
{
    [Theory]
    [InlineData("README.md", 1)]
    [InlineData("cluster.md", 2)]
    public void The_code_of_a_document_is_the_code_that_is_compiled_here(string document, int blocks) =>
        Assert.Equal(blocks, Snippets.AssertCompiled(document));

    [Fact]
    public void Every_entry_point_has_an_example_that_is_compiled_here() => Snippets.AssertExamples(typeof(IUpsampleJob).Assembly);

    [Fact]
    public async Task The_examples_run()
    {
        DocsExamples.Request();
        await using Cluster cluster = await Cluster.StartAsync();
        cluster.Put("in/reel-1.wav");
        Assert.Equal(1, (await DocsExamples.Submit(cluster.Client)).ClipCount);
        Assert.Equal(1, (await Cluster.EndAsync(cluster.Client.GetUpsampleJob("archive-1962"))).ClipsDone);
    }
}
