using System.Numerics.Tensors;

namespace Siren2.Training;

/// <summary>
/// Makes scenes out of recordings: words of one voice joined into sentences with silences between, music, noises and synthetic noise; of
/// any color, in rooms, before noise floors of any height. Not thread-safe.
/// </summary>
internal sealed class Mixer
{
    /// <summary>Scenes of music that were recorded with less of the treble.</summary>
    private const double DarkShare = 0.25;

    private readonly SoundGroup[][] _groups;
    private readonly NoiseBank _noise;
    private readonly float[] _gain = new float[SubBands.Count];
    private readonly float[] _other;
    private readonly Scene _second;

    public Mixer(IReadOnlyList<SoundGroup> groups, NoiseBank noise, int frames)
    {
        _groups = [.. Enum.GetValues<SoundKind>().Select(kind => groups.Where(group => group.Kind == kind).ToArray())];
        _noise = noise;
        _other = new float[frames * SubBands.Count];
        _second = new Scene(frames);
    }

    /// <summary>Makes a scene.</summary>
    public void Fill(Random random, Scene scene)
    {
        SoundKind kind = Foreground(random, scene);
        scene.Kind = kind;
        if (random.Chance(0.05))
        {
            _ = Foreground(random, _second);
            Add(scene, _second, Draw.Decibels(-random.Uniform(10, 35)));
        }

        if (random.Chance(0.25))
        {
            Room.Apply(random, scene);
        }

        // Rooms and microphones always have a floor; what was synthesized may have none.
        if (kind == SoundKind.Speech)
        {
            AddFloor(random, scene, random.Uniform(20, 85));
        }
        else if (random.Chance(0.5))
        {
            AddFloor(random, scene, random.Uniform(30, 95));
        }
    }

    private SoundKind Foreground(Random random, Scene scene)
    {
        double share = random.NextDouble();
        SoundKind kind = share < 0.46 ? SoundKind.Speech : share < 0.85 ? SoundKind.Music : SoundKind.Noise;
        SoundGroup[] groups = _groups[(int)kind];
        if (share > 0.93 || groups.Length == 0)
        {
            SyntheticNoise.Fill(random, _noise, scene);
            return SoundKind.Noise;
        }

        Join(random, Pick(random, groups, group => Math.Sqrt(group.Frames)), scene);
        Draw.Spectrum(random, random.Uniform(-0.8, 0.8), 1, _gain);
        if (kind == SoundKind.Music && random.Chance(DarkShare))
        {
            Darken(random, _gain);
        }

        for (int t = 0; t < scene.Frames; t++)
        {
            TensorPrimitives.Multiply(scene.Frame(t), _gain, scene.Frame(t));
        }

        return kind;
    }

    /// <summary>Old tape, old microphones: a fall of 3 to 18 dB an octave from 2 to 10 kHz on.</summary>
    private static void Darken(Random random, Span<float> gain)
    {
        double corner = random.LogUniform(2000, 10_000);

        // A pole pair falls by 6.02 dB an octave.
        double order = random.Uniform(3, 18) / 6.02;
        for (int b = 0; b < gain.Length; b++)
        {
            double ratio = SubBands.Centers[b] / corner;
            gain[b] *= (float)Math.Pow(1 + (ratio * ratio), -order);
        }
    }

    /// <summary>Recordings of one group one after the other, with silences between some of them.</summary>
    private static void Join(Random random, SoundGroup group, Scene scene)
    {
        int t = 0;
        while (t < scene.Frames)
        {
            Recording recording = Pick(random, group.Recordings, recording => recording.Frames);
            int start = recording.Frames > scene.Frames / 2 ? random.Next(recording.Frames - (scene.Frames / 2)) : 0;
            int count = Math.Min(recording.Frames - start, scene.Frames - t);
            Span<float> part = scene.Density.AsSpan(t * SubBands.Count, count * SubBands.Count);
            recording.Read(start, part);
            TensorPrimitives.Multiply(part, (float)Draw.Decibels(random.Uniform(-3, 3)), part);
            scene.ValidBands.AsSpan(t, count).Fill(recording.ValidBands);
            t += count;
            int gap = Math.Min(random.Chance(0.5) ? random.Next(5, 120) : 0, scene.Frames - t);
            scene.Density.AsSpan(t * SubBands.Count, gap * SubBands.Count).Clear();
            scene.ValidBands.AsSpan(t, gap).Fill(recording.ValidBands);
            t += gap;
        }
    }

    private static void Add(Scene scene, Scene other, double ratio)
    {
        double gain = ratio * scene.Level() / (other.Level() + 1e-26);
        TensorPrimitives.MultiplyAdd(other.Density, (float)gain, scene.Density, scene.Density);
        for (int t = 0; t < scene.Frames; t++)
        {
            scene.ValidBands[t] = Math.Min(scene.ValidBands[t], other.ValidBands[t]);
        }
    }

    private void AddFloor(Random random, Scene scene, double below)
    {
        Draw.Spectrum(random, random.Uniform(-9, 1), 2, _gain);
        _noise.Read(random, _other);
        double gain = Draw.Decibels(-below) * scene.Level() / 1000;
        for (int t = 0; t < scene.Frames; t++)
        {
            Span<float> noise = _other.AsSpan(t * SubBands.Count, SubBands.Count);
            TensorPrimitives.Multiply(noise, _gain, noise);
            TensorPrimitives.MultiplyAdd(noise, (float)gain, scene.Frame(t), scene.Frame(t));
        }
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> from, Func<T, double> weight)
    {
        double left = random.NextDouble() * from.Sum(weight);
        int i = 0;
        while (i < from.Count - 1 && (left -= weight(from[i])) > 0)
        {
            i++;
        }

        return from[i];
    }
}
