using Siren2.Baseline;
using Siren2.Files;
using Siren2.MissingBand;
using Siren2.Training;

namespace Siren2.Core.Tests.MissingBand;

public class TrainerTests
{
    private static readonly TrainerOptions Options =
        new() { Shape = new LevelNetworkShape(16, 3), Frames = 200, Items = 4, WarmUpSteps = 5, Threads = 1 };

    [Fact]
    [Trait("Suite", "slow")]
    public void A_short_training_lowers_the_loss()
    {
        using var trainer = new Trainer(Groups(), Options);
        double[] losses = [.. Enumerable.Range(0, 120).Select(_ => trainer.Step(120))];

        Assert.All(losses, loss => Assert.True(double.IsFinite(loss)));
        Assert.True(losses[^30..].Average() < losses[..30].Average() - 0.05, $"{losses[..30].Average()} to {losses[^30..].Average()}");
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void Equal_seeds_give_equal_bits_on_any_number_of_threads()
    {
        float[] one = Train(1, 7);

        Assert.Equal(one, Train(3, 7));
        Assert.NotEqual(one, Train(1, 8));
    }

    [Fact]
    public void A_weights_file_of_half_precision_is_read_as_it_was_trained()
    {
        var network = new LevelNetwork(Options.Shape, 1);
        network.Initialize(new Random(2));
        HalfWeights.Round(network.Parameters);
        using var stream = new MemoryStream();

        HalfWeights.Write(stream, network, "test");

        (LevelNetworkShape shape, float[] parameters) = LevelWeights.Read(SafetensorsFile.Parse(stream.ToArray()));
        Assert.Equal(Options.Shape, shape);
        Assert.Equal(network.Parameters.ToArray(), parameters);
    }

    [Theory]
    [InlineData(44100, 0, 21168)]
    [InlineData(22050, 0, 10584)]
    [InlineData(44100, 8000, 8000)]
    public void A_recording_is_whole_up_to_where_it_was_cut_off(int rate, int cutOff, double expected)
    {
        float[] noise = Signals.Noise(2 * rate);
        if (cutOff > 0)
        {
            var low = AudioClip.FromOwned(2 * cutOff, [Signals.Noise(4 * cutOff)]);
            noise = SincBaseline.Compute(low, rate).Channel(0).ToArray();
        }

        Assert.Equal(expected, CutOff.Find(noise, rate), 300.0);
    }

    [Fact]
    public void A_sound_that_fades_towards_the_top_is_whole()
    {
        float[] noise = Signals.Noise(88200);
        for (int pole = 0; pole < 4; pole++)
        {
            for (int i = 1; i < noise.Length; i++)
            {
                noise[i] = (0.3f * noise[i]) + (0.7f * noise[i - 1]);
            }
        }

        Assert.Equal(21168, CutOff.Find(noise, 44100), 300.0);
    }

    private static float[] Train(int threads, int seed)
    {
        using var trainer = new Trainer(Groups(), Options with { Threads = threads, Seed = seed, Frames = 80 });
        for (int i = 0; i < 3; i++)
        {
            _ = trainer.Step(3);
        }

        return trainer.Network.Parameters.ToArray();
    }

    private static SoundGroup[] Groups() =>
    [
        new("voice", SoundKind.Speech, [
            Recording.Of(Signals.Noise(30000), 44100, SoundKind.Speech),
            Recording.Of(Signals.Noise(9000, seed: 2), 22050, SoundKind.Speech),
        ]),
        new("instrument", SoundKind.Music, [Recording.Of(Signals.Noise(60000, seed: 3), 44100, SoundKind.Music)]),
    ];
}
