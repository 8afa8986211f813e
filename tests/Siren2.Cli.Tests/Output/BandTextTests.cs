using Siren2.Cli.Output;

namespace Siren2.Cli.Tests.Output;

public class BandTextTests
{
    /// <summary>Where the end is not known, or not sharply, the user is told what to do; where it is, nothing.</summary>
    [Theory]
    [InlineData(InputBandEnd.NotFound, "no earlier end was found; --bandwidth")]
    [InlineData(InputBandEnd.FoundGradual, "gradually there, or into noise, so that where it ends cannot be told to 3 %; --bandwidth")]
    [InlineData(InputBandEnd.Found, "")]
    [InlineData(InputBandEnd.Given, "")]
    public void What_is_known_of_the_end_is_said(InputBandEnd end, string text)
    {
        string said = BandText.Of(end, isSameRate: false);
        Assert.Contains(text, said, StringComparison.Ordinal);
        Assert.Equal(text.Length == 0, said.Length == 0);
    }
}
