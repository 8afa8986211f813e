using Siren2.Tests;

namespace Siren2.NAudio.Tests;

public sealed class DocsTests
{
    [Fact]
    public void Every_entry_point_has_an_example_that_is_compiled_here() => Snippets.AssertExamples(typeof(NAudioSource).Assembly);

    [Theory]
    [InlineData("README.md", 1)]
    [InlineData("naudio.md", 4)]
    public void The_code_of_a_document_is_the_code_that_is_compiled_here(string document, int blocks) =>
        Assert.Equal(blocks, Snippets.AssertCompiled(document));

    [Fact]
    public void The_examples_run()
    {
        string before = Environment.CurrentDirectory;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("siren2-naudio");
        try
        {
            Environment.CurrentDirectory = folder.FullName;
            foreach (string name in (string[])["speech-8k.wav", "speech.mp3"])
            {
                File.Copy(Path.Combine(AppContext.BaseDirectory, "Clips", name), name);
            }

            var clip = AudioClip.Load("speech-8k.wav");
            Assert.Equal(0, DocsExamples.Play(provider => Assert.Equal(2 * clip.Length, Player.ReadAll(provider).Length)));
            DocsExamples.Write();
            Assert.Equal((16_000, 2 * clip.Length), (AudioClip.Load("speech-16k.wav").SampleRate, AudioClip.Load("speech-16k.wav").Length));
            Assert.InRange(DocsExamples.Mp3(), 1, long.MaxValue);
            DocsExamples.Seek(clip, CancellationToken.None);
        }
        finally
        {
            Environment.CurrentDirectory = before;
            folder.Delete(recursive: true);
        }
    }
}
