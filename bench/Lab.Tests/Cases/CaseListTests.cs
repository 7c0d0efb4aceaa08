using PerfLab.Cases;

namespace PerfLab.Lab.Tests.Cases;

public sealed class CaseListTests
{
    private const long Largest = 16 * 1024; // preparing larger ones shows nothing new and takes long

    public static TheoryData<string> Names => [.. CaseList.All.Where(c => c.SizeBytes <= Largest).Select(c => c.Name)];

    [Fact]
    public void Every_name_is_of_the_grammar_and_appears_once()
    {
        Assert.NotEmpty(CaseList.All);
        Assert.All(CaseList.All, c => Assert.True(CaseName.IsValid(c.Name), c.Name));
        Assert.Equal(CaseList.All.Count, CaseList.All.DistinctBy(c => c.Name).Count());
    }

    [Fact]
    public void A_name_says_the_size_that_the_case_has() =>
        Assert.All(CaseList.All, c => Assert.Equal(MessageSize.Format(c.SizeBytes), c.Name.Split('/')[^1]));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_case_prepares_checks_itself_runs_and_allocates_nothing(string name)
    {
        var run = CaseBridge.Prepare(name);
        for (var warm = 0; warm < 4; warm++)
        {
            run(8);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        run(33); // odd, and no multiple of a batch
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, allocated);
        Assert.Equal(CaseList.Find(name).SizeBytes, CaseBridge.SizeBytes(name));
    }

    [Fact]
    public void An_unknown_name_is_an_argument_error()
    {
        Assert.Throws<ArgumentException>(() => CaseBridge.Prepare("aead/no-such-suite/seal/none/16B"));
        Assert.Throws<ArgumentException>(() => CaseBridge.SizeBytes("aead/no-such-suite/seal/none/16B"));
    }

    [Fact]
    public void The_bridge_has_framework_types_only()
    {
        var methods = typeof(CaseBridge).GetMethods(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static);
        Assert.Equal(["Names", "Prepare", "SizeBytes"], methods.Select(m => m.Name).Order());
        Assert.All(methods, m => Assert.Equal(typeof(object).Assembly, m.ReturnType.Assembly));
    }
}
