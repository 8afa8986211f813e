namespace Siren2.Core.Tests.Upsampling;

/// <summary>Cases that hold for either kind of fit.</summary>
internal static class EitherMode
{
    /// <summary>Each case, blind and guided.</summary>
    public static TheoryData<string, FitMode> Of(params IEnumerable<string> cases)
    {
        var data = new TheoryData<string, FitMode>();
        foreach (string what in cases)
        {
            data.Add(what, FitMode.Blind);
            data.Add(what, FitMode.Guided);
        }

        return data;
    }
}
