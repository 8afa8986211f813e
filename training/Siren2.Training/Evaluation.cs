using System.Globalization;
using Siren2.MissingBand;

namespace Siren2.Training;

/// <summary>
/// Errors of the prior on recordings as they are, at band edges of 4 and 8 kHz less what a decimator takes, up to twice the edge and up
/// to 20 kHz.
/// </summary>
/// <remarks>
/// Levels are the mean power of the missing band, smoothed over 35 ms. Classes of frames are by the truth: a pause has its known band 35
/// dB below that band's 95th percentile; a bright frame its missing band within 12 dB of the known one, both as mean densities; the
/// others are neither.
/// </remarks>
internal static class Evaluation
{
    private static readonly (double Edge, double Top)[] Tasks = [(3720, 8000), (3720, 20000), (7440, 16000), (7440, 20000)];

    public static void Write(TextWriter output, LevelPrior prior, IReadOnlyList<SoundGroup> groups)
    {
        output.WriteLine("kind    edge   top   class  share   bias  error | natural: bias error | bands: bias  error  rms/sigma  1 sigma  2 sigma");
        foreach (IGrouping<SoundKind, SoundGroup> kind in groups.GroupBy(group => group.Kind))
        {
            foreach ((double edge, double top) in Tasks)
            {
                var errors = new ClassErrors(edge, top);
                foreach (Recording recording in kind.SelectMany(group => group.Recordings))
                {
                    errors.Add(prior, recording);
                }

                errors.Write(output, string.Create(CultureInfo.InvariantCulture, $"{kind.Key,-7}{edge,5:F0}{top,6:F0}"));
            }
        }
    }
}
