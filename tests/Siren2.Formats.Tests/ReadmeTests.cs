using Siren2.Tests;

namespace Siren2.Formats.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void Every_entry_point_has_an_example_that_is_compiled_here() => Snippets.AssertExamples(typeof(AudioFileSource).Assembly);

    [FFmpegFact]
    [Trait("Suite", "slow")]
    public void The_code_of_the_readme_is_the_code_that_runs_here()
    {
        Assert.Equal(1, Snippets.AssertCompiled("README.md"));
        string before = Environment.CurrentDirectory;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("siren2-readme");
        try
        {
            Environment.CurrentDirectory = folder.FullName;
            var clip = AudioClip.Load(Path.Combine(AppContext.BaseDirectory, "Clips", "speech-8k.wav")).Slice(0, 2_000);
            FFmpegProgram.Find()!.WriteFlac("speech.flac", stream => clip.Save(stream));
            Example();
            Assert.Equal(12_000, AudioClip.Load("speech-48k.wav").Length);
        }
        finally
        {
            Environment.CurrentDirectory = before;
            folder.Delete(recursive: true);
        }
    }

    private static void Example()
    {
        using AudioFileSource source = AudioFileSource.Open("speech.flac");
        new Upsampler().FitAndWrite(source, 48_000, "speech-48k.wav");
    }
}
